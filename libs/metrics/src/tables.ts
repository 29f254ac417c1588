import { EntitySchema } from 'typeorm';

/** A count of one day. `department` is '' where no department had the case. */
export interface DailyFigureRecord {
  /** The county's local date. */
  day: string;
  department: string;
  measure: string;
  count: number;
}

export const dailyFigureTable = new EntitySchema<DailyFigureRecord>({
  name: 'daily_figure',
  columns: { day: { type: 'date', primary: true }, department: { type: 'text', primary: true }, measure: { type: 'text', primary: true }, count: { type: 'int' } },
});

/** Up to where a day's events have been counted: every event of a transaction below `horizon` is in its figures. */
export interface FigureWatermarkRecord {
  day: string;
  horizon: string;
}

export const figureWatermarkTable = new EntitySchema<FigureWatermarkRecord>({
  name: 'figure_watermark',
  columns: { day: { type: 'date', primary: true }, horizon: { type: 'bigint' } },
});

/** Days that could not be counted. */
export interface FigureParkedRecord {
  /** The day. */
  id: string;
  parked_at: string;
  parked_reason: string;
  parked_attempts: number;
}

export const figureParkedTable = new EntitySchema<FigureParkedRecord>({
  name: 'figure_parked',
  columns: { id: { type: 'date', primary: true }, parked_at: { type: 'bigint' }, parked_reason: { type: 'text' }, parked_attempts: { type: 'int' } },
});

export const entities = [dailyFigureTable, figureWatermarkTable, figureParkedTable];
