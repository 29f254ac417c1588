import type { PlainKey } from '../i18n/t.js';

/** A column of the queue. `from`: the list's width in pixels from which there is room for it; widths are fixed so that every row stands alike. */
export interface Column { readonly id: 'mark' | 'light' | 'number' | 'what' | 'where' | 'department' | 'stage' | 'source' | 'age' | 'flags'; readonly from: number; readonly width: string; readonly en?: string; readonly label: PlainKey }

const COLUMNS: readonly Column[] = [
  { id: 'mark', from: 0, width: '30px', label: 'column.mark' },
  { id: 'light', from: 0, width: '132px', en: '160px', label: 'column.light' },
  { id: 'number', from: 700, width: '104px', label: 'column.number' },
  { id: 'what', from: 0, width: 'minmax(140px, 2.2fr)', label: 'column.what' },
  { id: 'where', from: 940, width: 'minmax(124px, 1.1fr)', label: 'column.where' },
  { id: 'department', from: 620, width: 'minmax(100px, 1.1fr)', label: 'column.department' },
  { id: 'stage', from: 480, width: '84px', en: '104px', label: 'column.stage' },
  { id: 'source', from: 1160, width: '104px', label: 'column.source' },
  { id: 'age', from: 1040, width: '88px', label: 'column.age' },
  { id: 'flags', from: 420, width: '128px', en: '152px', label: 'column.flags' },
];
/** Narrower lists show cards of several lines instead of columns. */
export const CARD_WIDTH = 560;
/** From here on the whole number fits. */
const ROOMY = 1120;

/** The columns for a list of this width; the stage is left out where all rows share it and room is scarce. */
export const columnsFor = (width: number, oneStage: boolean): readonly Column[] =>
  COLUMNS.filter((c) => width >= c.from && !(oneStage && c.id === 'stage' && width < 1000)).map((c) => (width < ROOMY ? c : c.id === 'number' ? { ...c, width: '158px' } : c.id === 'flags' ? { ...c, width: '148px', en: '184px' } : c));
export const wholeNumber = (width: number): boolean => width >= ROOMY;
