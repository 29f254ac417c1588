import { PART_WORDS, type AssessmentFigures, type Language } from '#contract';
import type { FileCell, Sheet } from '#directory';
import { definitionsOf } from './figures-sheet.js';

/** What each indicator counts, in both languages, whichever the file is in: whoever gets it in hand need not ask. */
export function definitionsSheet(figures: Pick<AssessmentFigures, 'indicators'>, lang: Language): Sheet {
  const zh = lang === 'zh';
  return {
    name: zh ? '口径' : 'Definitions', widths: [24, 30, 50, 60, 50, 60, 9, 26, 26],
    titles: zh ? ['指标', '英文', '公式', '公式（英文）', '口径', '口径（英文）', '最少样本', '分子', '分母'] : ['指标 Indicator', 'Name', '公式', 'Formula', '口径', 'Cohort', 'Minimum', 'Count', 'Over'],
    pages: [definitionsOf(figures).map((i): FileCell[] => [i.name.zh, i.name.en, i.formula.zh, i.formula.en, i.cohort.zh, i.cohort.en, { number: i.minimum, as: 'count' }, PART_WORDS[i.count][lang], i.of === null ? null : PART_WORDS[i.of][lang]])],
  };
}

export interface Asked {
  /** What was asked for, word by word. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly asOf: number; readonly complete: boolean; readonly madeAt: number; readonly madeBy: string;
}
const WORDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  scheme: ['方案', 'Scheme'], from: ['起', 'From'], to: ['止', 'To'], by: ['分组', 'By'], per: ['时间单位', 'Step'], area: ['区域', 'Area'], department: ['部门', 'Department'], category: ['类别', 'Class'], source: ['来源', 'Source'], whose: ['人员或规则', 'Person or rule'],
};

/** What a file shows and as of when, so that the same can be asked for again. */
export function filterSheet({ query, asOf, complete, madeAt, madeBy }: Asked, lang: Language): Sheet {
  const zh = lang === 'zh', yes = complete ? (zh ? '是' : 'yes') : zh ? '否：仍有变更未计入，稍后重新导出' : 'no: some changes are not counted yet, ask again in a moment';
  return {
    name: zh ? '筛选' : 'Filter', titles: [zh ? '项目' : 'What', zh ? '内容' : 'Value'], widths: [16, 60],
    pages: [[
      ...Object.entries(query).flatMap(([key, value]): FileCell[][] => (value === undefined ? [] : [[WORDS[key]?.[zh ? 0 : 1] ?? key, Array.isArray(value) ? value.join(', ') : String(value)]])),
      [zh ? '数据截至' : 'As of', { at: asOf }], [zh ? '数据完整' : 'Complete', yes], [zh ? '生成时间' : 'Made at', { at: madeAt }], [zh ? '生成人' : 'Made by', madeBy],
      [zh ? '说明' : 'Note', zh ? '只含生成人可见的案件；时间为北京时间；比率与合计为公式，低于最少样本的不计算。' : 'Only cases that whoever made it may see; times are those of Asia/Shanghai; rates and sums are formulas, and there is none below the minimum.'],
    ]],
  };
}
