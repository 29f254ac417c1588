import { localMoment, type CaseFilter, type ExportFormat, type Language } from '#contract';
import type { FileCell } from '#directory';
import type { Instant } from '#domain';

const WIDTHS = { widths: [14, 60] } as const;
export const CASES_SHEET = { zh: '案件', en: 'Cases' } as const;
export const aboutHead = (lang: Language) => (lang === 'zh' ? { ...WIDTHS, name: '说明', titles: ['项目', ''] } : { ...WIDTHS, name: 'About', titles: ['What', ''] });
export const fileName = (at: Instant, format: ExportFormat): string => `cases-${localMoment(at).replaceAll(/[-:]/g, '').replace(' ', '-')}.${format}`;

export interface Asked { readonly at: Instant; readonly by: string; readonly cases: number; readonly query: CaseFilter & { readonly sort: string } }
/** What a file shows, of whom and as of when, so that the same can be asked for again. */
export function aboutRows({ at, by, cases, query }: Asked, lang: Language): FileCell[][] {
  const zh = lang === 'zh';
  return [
    [zh ? '导出时间' : 'Made at', { at }], [zh ? '导出人' : 'Made by', by], [zh ? '案件数' : 'Cases', cases],
    [zh ? '筛选' : 'Filter', new URLSearchParams(Object.entries(query).flatMap(([k, v]) => (v === undefined ? [] : [[k, String(v)] as [string, string]]))).toString()],
    [zh ? '说明' : 'Note', zh ? '个人信息已脱敏；时间为北京时间。' : 'Personal data is masked; times are those of Asia/Shanghai.'],
  ];
}
