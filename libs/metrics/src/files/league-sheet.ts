import { PART_WORDS, type AssessmentSchemes, type Language, type League, type LeagueRow } from '#contract';
import { lettersOf, type FileCell, type Sheet } from '#directory';
import { shareOf } from '#domain';
import { NONE } from './figures-sheet.js';

const LEAD = ['group', 'unit', 'name', 'n', 'enough', 'rank', 'grade', 'score', 'score-before', 'rank-before'] as const;
const TITLES: Readonly<Record<(typeof LEAD)[number], readonly [zh: string, en: string, width: number]>> = {
  group: ['分组', 'Group', 14], unit: ['代码', 'Code', 18], name: ['单位', 'Unit', 26], n: ['样本', 'Sample', 9], enough: ['样本足够', 'Enough', 9], rank: ['名次', 'Rank', 7], grade: ['等级', 'Grade', 7], score: ['得分', 'Score', 9],
  'score-before': ['上期得分', 'Score before', 10], 'rank-before': ['上期名次', 'Rank before', 10],
};
const count = (number: number): FileCell => ({ number, as: 'count' });
const points = (number: number | null): FileCell => (number === null ? NONE : { number, as: 'score' });

/**
 * The table as a sheet. Below the titles stand the weights; a rate's points are a formula over its counts, and the score one over points and weights: a part that says nothing leaves its weight to the others,
 * and under half of all weight there is none. Points of a volume are a number: its band is on the next sheet.
 */
export function leagueSheet({ groups, scheme: { parts } }: League, lang: Language): Sheet {
  const zh = lang === 'zh', counts = LEAD.length, from = counts + 2 * parts.length, first = lettersOf(from), end = lettersOf(from + parts.length - 1);
  const part = (i: number): { readonly count: string; readonly of: string } => ({ count: lettersOf(counts + 2 * i), of: lettersOf(counts + 2 * i + 1) });
  const titles = [
    ...LEAD.map((id) => TITLES[id][zh ? 0 : 1]),
    ...parts.flatMap((p) => [PART_WORDS[p.count][lang], p.of === null ? (zh ? '月均' : 'By month') : PART_WORDS[p.of][lang]]), ...parts.map((p) => `${p[lang]}${zh ? '得分' : ', points'}`),
  ];
  const weights: FileCell[] = [zh ? '权重' : 'Weight', ...Array.from({ length: from - 1 }, () => null), ...parts.map((p): FileCell => ({ number: p.weight, as: 'score' }))];
  const cells = (group: string, row: LeagueRow, line: number): FileCell[] => {
    const of = new Map(row.parts.map((p) => [p.id, p] as const)), told = `SUMIF(${first}${line}:${end}${line},">=0",${first}$2:${end}$2)`;
    return [
      group, row.unit, row.name[lang], count(row.n), row.enough ? (zh ? '是' : 'yes') : zh ? '否' : 'no', row.rank === null ? NONE : count(row.rank), row.grade ?? NONE,
      { formula: `IF(${told}*2<SUM(${first}$2:${end}$2),"${NONE}",ROUND(SUMPRODUCT(${first}${line}:${end}${line},${first}$2:${end}$2)/${told},2))`, value: row.score ?? NONE, as: 'score' },
      points(row.before?.score ?? null), row.before?.rank == null ? NONE : count(row.before.rank),
      ...parts.flatMap((p): FileCell[] => { const s = of.get(p.id); return [count(s?.count ?? 0), p.of === null ? points(s?.value ?? null) : count(s?.of ?? 0)]; }),
      ...parts.map((p, i): FileCell => {
        const s = of.get(p.id), at = part(i), share = `${at.count}${line}/${at.of}${line}`;
        if (p.of === null || s === undefined || s.of === null) return points(s?.score ?? null);
        return { formula: `IF(${at.of}${line}<1,"${NONE}",100*MIN(1,MAX(0,${p.better === 'more' ? share : `1-${share}`})))`, value: shareOf({ count: s.count, of: s.of }) === null ? NONE : (s.score ?? NONE), as: 'score' };
      }),
    ];
  };
  const rows = groups.flatMap((g) => g.rows.map((row) => ({ group: g.name[lang], row })));
  return {
    name: zh ? '排名' : 'League', titles, widths: titles.map((_, i) => { const id = LEAD[i]; return id === undefined ? 12 : TITLES[id][2]; }), still: { rows: 2, columns: 3 },
    pages: [[weights, ...rows.map(({ group, row }, i) => cells(group, row, i + 3))]],
  };
}

/** How a league was scored: parts with their weights, bands and grades as they were in force. */
export function schemeSheet({ scheme }: Pick<League, 'scheme'>, rules: Pick<AssessmentSchemes, 'bands' | 'grades'>, lang: Language): Sheet {
  const zh = lang === 'zh', bands = new Map(rules.bands.map((b) => [b.id, b.steps.map((s) => `≥${s.from}: ${s.score}`).join('; ')] as const));
  const direction = (better: 'more' | 'less'): string => (better === 'more' ? (zh ? '越高越好' : 'more is better') : zh ? '越低越好' : 'less is better');
  return {
    name: zh ? '评分口径' : 'Scheme', widths: [24, 30, 9, 30, 30, 14, 44], titles: zh ? ['指标', '英文', '权重', '分子', '分母', '方向', '分档'] : ['Part', 'In Chinese', 'Weight', 'Count', 'Over', 'Direction', 'Band'],
    pages: [[
      ...scheme.parts.map((p): FileCell[] => [p[lang], p[zh ? 'en' : 'zh'], { number: p.weight, as: 'score' }, PART_WORDS[p.count][lang], p.of === null ? (p.per === 'cell' ? (zh ? '每网格每月' : 'a cell and month') : zh ? '每月' : 'a month') : PART_WORDS[p.of][lang], direction(p.better), p.band === undefined ? null : (bands.get(p.band) ?? p.band)]),
      ...rules.grades.map((g): FileCell[] => [`${zh ? '等级' : 'Grade'} ${g.grade}`, g[lang], null, null, null, null, `≥${g.from}`]),
      [zh ? '最少样本' : 'Least sample', PART_WORDS[scheme.sample][lang], null, null, null, null, String(scheme.minimum)],
    ]],
  };
}
