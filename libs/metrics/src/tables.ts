import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { SPANS, SUM_COLUMNS, SUM_DIMENSIONS } from '#directory';

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

/** A case counted as a part (`person` is ''), as a share of what a person, a trigger rule or a co-department answers for, or what a person did in it; `day` is the county's local date of `at`. A deadline still to come stands here already. */
export const countedCaseTable = new EntitySchema<Record<string, unknown>>({
  name: 'counted_case',
  columns: {
    case_id: { type: 'uuid', primary: true }, part: { type: 'text', primary: true }, person: { type: 'text', primary: true, default: '' }, at: { type: 'bigint' }, day: { type: 'date' },
    department: { type: 'text', nullable: true }, cell: { type: 'text', nullable: true }, class_id: { type: 'text', nullable: true }, source: { type: 'text' }, worth: { type: 'bigint', nullable: true },
    worth_wall: { type: 'bigint', nullable: true }, until_day: { type: 'date', nullable: true },
  },
  indices: ['counted_case_when', 'counted_case_person', 'counted_case_share', 'counted_case_place', 'counted_case_stood'].map((name) => ({ name, synchronize: false as const })),
});

/** One row: every event of a transaction below `horizon` is in `counted_case`. */
export const countedCursorTable = new EntitySchema<Record<string, unknown>>({
  name: 'counted_cursor',
  columns: { id: { type: 'int', primary: true }, horizon: { type: 'bigint' }, parked_at: { type: 'bigint', nullable: true }, parked_reason: { type: 'text', nullable: true }, parked_attempts: { type: 'int', nullable: true } },
});

const columnsOf = (names: readonly string[], of: EntitySchemaColumnOptions): Record<string, EntitySchemaColumnOptions> => Object.fromEntries(names.map((name) => [name, { ...of }]));

/** Counts added up: `grain` says what is told apart (the rest is ''), `span` of which span of time that begins on `day`. A trigger on `counted_case` keeps it. Null is none. */
export const countedSumTable = new EntitySchema<Record<string, unknown>>({
  name: 'counted_sum',
  columns: {
    grain: { type: 'text', primary: true }, span: { type: 'text', primary: true }, day: { type: 'date', primary: true }, ...columnsOf(SUM_DIMENSIONS, { type: 'text', primary: true }), ...columnsOf(SUM_COLUMNS, { type: 'int', nullable: true }),
  },
  checks: [{ name: 'counted_sum_span', expression: `span in (${SPANS.map((span) => `'${span}'`).join(', ')})` }],
});

const MARK: Record<string, EntitySchemaColumnOptions> = { id: { type: 'int', primary: true }, before: { type: 'date' }, parked_at: { type: 'bigint', nullable: true }, parked_reason: { type: 'text', nullable: true }, parked_attempts: { type: 'int', nullable: true } };
/** One row: what counts on a day before this one is in the sums. */
export const countedAddedTable = new EntitySchema<Record<string, unknown>>({ name: 'counted_added', columns: MARK });
/** The same for a release that kept other sums: empty, which tells it that there are none. */
export const countedSummedTable = new EntitySchema<Record<string, unknown>>({ name: 'counted_summed', columns: MARK });

/** How long the cases of a part and day took, in columns: of each its kind, its cell and how long in working time and round the clock, as rungs of the ladder of lengths; -1 for none. `no` counts the pages. */
export const countedColumnTable = new EntitySchema<Record<string, unknown>>({
  name: 'counted_column',
  columns: { part: { type: 'text', primary: true }, day: { type: 'date', primary: true }, no: { type: 'int', primary: true }, kinds: { type: 'bytea' }, cells: { type: 'bytea' }, working: { type: 'bytea' }, wall: { type: 'bytea' } },
});
/** The part and day whose lengths are not in columns. */
export const countedLooseTable = new EntitySchema<Record<string, unknown>>({
  name: 'counted_loose', columns: { part: { type: 'text', primary: true }, day: { type: 'date', primary: true } }, indices: [{ name: 'counted_loose_day', columns: ['day'] }],
});
const numbered = { type: 'smallint', primary: true, generated: 'identity', generatedIdentity: 'BY DEFAULT' } as unknown as EntitySchemaColumnOptions;
/** What the columns call a department, class and channel, and a cell. */
export const countedKindTable = new EntitySchema<Record<string, unknown>>({
  name: 'counted_kind', columns: { id: numbered, department: { type: 'text' }, class_id: { type: 'text' }, source: { type: 'text' } }, uniques: [{ name: 'counted_kind_once', columns: ['department', 'class_id', 'source'] }],
});
export const countedCellTable = new EntitySchema<Record<string, unknown>>({
  name: 'counted_cell', columns: { id: numbered, cell: { type: 'text' } }, uniques: [{ name: 'counted_cell_once', columns: ['cell'] }],
});

/** A closed month, quarter or year; the database refuses to change it. */
export const assessmentSnapshotTable = new EntitySchema<Record<string, unknown>>({
  name: 'assessment_snapshot',
  columns: {
    seq: { type: 'int', primary: true }, id: { type: 'text' }, kind: { type: 'text' }, begins: { type: 'date' }, ends: { type: 'date' }, as_of: { type: 'bigint' }, closed_at: { type: 'bigint' }, edition: { type: 'int' },
    content: { type: 'jsonb' }, hash: { type: 'text' }, previous: { type: 'text', nullable: true },
  },
  uniques: [{ name: 'assessment_snapshot_id', columns: ['id'] }], checks: [{ name: 'assessment_snapshot_kind', expression: `kind in ('month', 'quarter', 'year')` }],
});

/** Periods that could not be closed. */
export const snapshotParkedTable = new EntitySchema<Record<string, unknown>>({
  name: 'snapshot_parked',
  columns: { id: { type: 'text', primary: true }, parked_at: { type: 'bigint' }, parked_reason: { type: 'text' }, parked_attempts: { type: 'int' } },
});

/** What somebody wants to have sent period after period; `next_at` is null once it has ended. */
export const reportOrderTable = new EntitySchema<Record<string, unknown>>({
  name: 'report_order',
  columns: {
    id: { type: 'uuid', primary: true }, owner: { type: 'text' }, wish: { type: 'jsonb' }, next_from: { type: 'date' }, next_at: { type: 'bigint', nullable: true }, ended: { type: 'text', nullable: true }, created_at: { type: 'bigint' },
    parked_at: { type: 'bigint', nullable: true }, parked_reason: { type: 'text', nullable: true }, parked_attempts: { type: 'int', nullable: true },
  },
  indices: [{ name: 'report_order_due', synchronize: false }, { name: 'report_order_owner', columns: ['owner', 'created_at'] }], checks: [{ name: 'report_order_ended', expression: '(next_at is null) = (ended is not null)' }],
});

/** A report that was sent; its file only for its days. */
export const reportSentTable = new EntitySchema<Record<string, unknown>>({
  name: 'report_sent',
  columns: { id: { type: 'uuid', primary: true }, report: { type: 'uuid' }, begins: { type: 'date' }, ends: { type: 'date' }, made_at: { type: 'bigint' }, name: { type: 'text' }, file: { type: 'bytea', nullable: true } },
  uniques: [{ name: 'report_sent_once', columns: ['report', 'begins', 'ends'] }], indices: [{ name: 'report_sent_kept', synchronize: false }],
  foreignKeys: [{ name: 'report_sent_report', target: 'report_order', columnNames: ['report'], referencedColumnNames: ['id'], onDelete: 'CASCADE' }],
});

export const entities = [dailyFigureTable, figureWatermarkTable, figureParkedTable, countedCaseTable, countedCursorTable, countedSumTable, countedAddedTable, countedSummedTable, countedColumnTable, countedLooseTable, countedKindTable, countedCellTable, assessmentSnapshotTable, snapshotParkedTable, reportOrderTable, reportSentTable];
