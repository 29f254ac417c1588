import type { PlainKey } from '../i18n/t.js';

/** A column of the queue. `from`: the list's width in pixels from which there is room for it. */
export interface Column { readonly id: 'mark' | 'light' | 'number' | 'what' | 'where' | 'department' | 'stage' | 'source' | 'age' | 'flags'; readonly from: number; readonly width: string; readonly wide?: string; readonly label: PlainKey }

export const COLUMNS: readonly Column[] = [
  { id: 'mark', from: 0, width: '30px', label: 'column.mark' },
  { id: 'light', from: 0, width: '148px', wide: '176px', label: 'column.light' },
  { id: 'number', from: 700, width: '154px', label: 'column.number' },
  { id: 'what', from: 0, width: 'minmax(180px, 2.2fr)', label: 'column.what' },
  { id: 'where', from: 960, width: 'minmax(110px, 1fr)', label: 'column.where' },
  { id: 'department', from: 560, width: 'minmax(96px, 0.9fr)', label: 'column.department' },
  { id: 'stage', from: 480, width: '86px', wide: '112px', label: 'column.stage' },
  { id: 'source', from: 1180, width: '92px', label: 'column.source' },
  { id: 'age', from: 1080, width: '92px', label: 'column.age' },
  { id: 'flags', from: 420, width: 'minmax(72px, auto)', label: 'column.flags' },
];
/** Narrower lists show cards of several lines instead of columns. */
export const CARD_WIDTH = 560;
