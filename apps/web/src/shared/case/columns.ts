import type { QueueColumn } from '#contract';
import type { PlainKey } from '../i18n/t.js';

/** A column of the queue. `from`: the list's width in pixels from which there is room for it, unless it was asked for; widths are fixed so that every row stands alike. */
export interface Column { readonly id: 'mark' | 'light' | QueueColumn; readonly from: number; readonly width: string; readonly en?: string; readonly label: PlainKey }

const MARK: Column = { id: 'mark', from: 0, width: '30px', label: 'column.mark' };
const LIGHT: Column = { id: 'light', from: 0, width: '132px', en: '160px', label: 'column.light' };
/** In the order in which they stand when nobody has said otherwise. */
const COLUMNS: { readonly [K in QueueColumn]: Column & { readonly id: K } } = {
  number: { id: 'number', from: 700, width: '104px', label: 'column.number' },
  what: { id: 'what', from: 0, width: 'minmax(140px, 2.2fr)', label: 'column.what' },
  text: { id: 'text', from: Infinity, width: 'minmax(140px, 2fr)', label: 'column.text' },
  where: { id: 'where', from: 940, width: 'minmax(124px, 1.1fr)', label: 'column.where' },
  department: { id: 'department', from: 620, width: 'minmax(100px, 1.1fr)', label: 'column.department' },
  assignee: { id: 'assignee', from: Infinity, width: '96px', en: '120px', label: 'column.assignee' },
  stage: { id: 'stage', from: 480, width: '84px', en: '104px', label: 'column.stage' },
  source: { id: 'source', from: 1160, width: '104px', label: 'column.source' },
  severity: { id: 'severity', from: Infinity, width: '64px', en: '76px', label: 'column.severity' },
  due: { id: 'due', from: Infinity, width: '132px', label: 'column.due' },
  reported: { id: 'reported', from: Infinity, width: '132px', label: 'column.reported' },
  age: { id: 'age', from: 1040, width: '88px', label: 'column.age' },
  flags: { id: 'flags', from: 420, width: '128px', en: '152px', label: 'column.flags' },
};
export const COLUMN_IDS = Object.keys(COLUMNS) as readonly QueueColumn[];
export const columnLabel = (id: QueueColumn): PlainKey => COLUMNS[id].label;
/** What stands there when nobody has chosen. */
export const USUAL: readonly QueueColumn[] = COLUMN_IDS.filter((id) => Number.isFinite(COLUMNS[id].from));

/** Narrower lists show cards of several lines instead of columns. */
export const CARD_WIDTH = 560;
/** From here on the whole number fits. */
const ROOMY = 1120;

/** The columns for a list of this width: those that were chosen, in their order, as far as there is room; the stage is left out where all rows share it and room is scarce. */
export function columnsFor(width: number, oneStage: boolean, chosen: readonly QueueColumn[] | null = null): readonly Column[] {
  const list = chosen === null ? USUAL.map((id) => COLUMNS[id]).filter((c) => width >= c.from && !(oneStage && c.id === 'stage' && width < 1000)) : fitting(chosen.map((id) => COLUMNS[id]), width);
  return [MARK, LIGHT, ...list].map((c) => (width < ROOMY ? c : c.id === 'number' ? { ...c, width: '158px' } : c.id === 'flags' ? { ...c, width: '148px', en: '184px' } : c));
}
/** Chosen columns are kept from the left for as long as they fit; what there is no room for comes back with a wider window. */
function fitting(list: readonly Column[], width: number): readonly Column[] {
  let room = width - 30 - 160;
  return list.filter((c) => { const needs = Number(/(\d+)px/.exec(c.width)?.[1] ?? 100); room -= needs; return room >= 0; });
}
export const wholeNumber = (width: number): boolean => width >= ROOMY;
