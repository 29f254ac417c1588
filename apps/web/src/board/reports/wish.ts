import type { ReportOrder, ReportRhythm, ReportWish, SchemeView } from '#contract';
import type { Channel, DepartmentId } from '#domain';
import { said } from '../../shared/book/book.js';
import { cellName, townshipName } from '../../shared/book/places.js';
import { departmentName, words } from '../../shared/book/words.js';
import { lang } from '../../shared/i18n/lang.js';
import { t as assessed } from '../assessment-words.js';
import { categories } from '../choices.js';
import { UNITS } from '../figures/ask.js';
import { t } from './words.js';

export const RHYTHMS = Object.keys({ day: 0, week: 0, month: 0 } satisfies Record<ReportRhythm, 0>) as readonly ReportRhythm[];
export const FORMATS = Object.keys({ xlsx: 0, pdf: 0 } satisfies Record<ReportWish['format'], 0>) as readonly ReportWish['format'][];
/** Orders of one person at once. */
export const MOST = 20;
export type SentReport = ReportOrder['sent'][number];

/** What the address asks to be ordered: the page of figures sends its units and filters along. */
export function wishFrom(query: Readonly<Record<string, unknown>>): ReportWish {
  const text = (name: string): string | undefined => { const v = query[name]; return typeof v === 'string' && v !== '' ? v : undefined; };
  const area = text('area'), department = text('department') as DepartmentId | undefined, category = text('category'), source = text('source') as Channel | undefined;
  return {
    every: 'month', by: UNITS.find((u) => u === query['by']) ?? 'department', scheme: null, hour: 8, lang: lang.value, format: 'xlsx', endpoint: null,
    ...(area !== undefined && { area }), ...(department !== undefined && { department }), ...(category !== undefined && { category }), ...(source !== undefined && { source: [source] }),
  };
}

export const hourText = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
const className = (id: string): string => categories.value.flatMap((m) => [m, ...m.classes]).find((c) => c.id === id)?.name ?? id;
/** `月报 · 部门`: what people call an order. */
export const nameOf = ({ every, by }: Pick<ReportWish, 'every' | 'by'>): string => `${t(`reports.every.${every}`)} · ${assessed(`by.${by}`)}`;
/** All that an order says, in words, part by part. */
export function partsOf(wish: ReportWish, schemes: readonly SchemeView[]): string[] {
  const { area, department, category, source, scheme } = wish;
  return [
    ...(scheme === null ? [] : [`${t('reports.scheme')} ${said(schemes.find((s) => s.id === scheme)) ?? scheme}`]),
    ...(area === undefined ? [] : [area.length > 9 ? cellName(area) : townshipName(area) || area]), ...(department === undefined ? [] : [departmentName(department)]), ...(category === undefined ? [] : [className(category)]), ...(source ?? []).map((s) => words.value.channel[s]),
    t(`reports.when.${wish.every}`, { hour: hourText(wish.hour) }), t(`reports.format.${wish.format}`), ...(wish.lang === lang.value ? [] : [t(`reports.lang.${wish.lang}`)]),
  ];
}
