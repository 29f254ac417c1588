import { Injectable } from '@nestjs/common';
import { AGES, IN_HAND, type Backlog, type BoardCells, type BoardHandlers, type BoardPeriod, type BoardStock, type CaseFilter, type CaseRow, type OrderState } from '#contract';
import { allowed, DAY, SIGHT, type Actor, type CommandType, type DepartmentId, type Light, type Stage } from '#domain';
import { Directory, SUMMED, summed, visible } from '#directory';
import { Clock, Database } from '#platform';
import type { Bound } from '../reader/bound.js';
import { filtered, LIGHT, lightAt } from '../reader/filter.js';
import { caseRowOf, ROW, type RowRecord } from '../reader/row.js';

/** At most so many cards a column; the rest is a number and a list. */
const CARDS = 60;
/** How long an answered order stays on the board. */
const ANSWERED = 7 * DAY;

const has = (path: string): string => `state @? '${path}'`;
/** Orders that wait for a reply, and whatever waits for a word from somebody: conditions of the two partial indexes. */
export const ORDERED = `stage <> 'closed' and ${has('$.orders[*] ? (@.reply == null)')}`;
export const ASKING = `(${has('$.alerts[*] ? (@.acknowledged == null && @.by[0] != null)')} or ${has('$.proposal ? (@ != null)')} or ${has('$.appeal ? (@.state == "open")')} or stage = 'disputed')`;
/** With these somebody answers what the case asks. */
const ANSWERS: readonly CommandType[] = ['acknowledge', 'approve', 'review', 'rule'];

/** The board's look at what is open now: the same filter as the lists', so that every number is the length of one. */
@Injectable()
export class BoardStockReader {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly directory: Directory) {}

  async backlog(look: BoardStock, reader: Actor): Promise<Backlog> {
    const asOf = this.clock.now(), b = filtered(openOf(look), reader, asOf), at = `${b.bind(asOf)}::bigint`, where = b.where();
    // As a list says it: `until` leaves its own moment out.
    const age = `case ${AGES.map((days, i) => `when reported_at >= ${at} - ${days * DAY}::bigint then ${i}`).join(' ')} else ${AGES.length} end`;
    const rows = await this.database.query<{ stage: Stage; light: Light; department: DepartmentId | null; age: number; n: number }>(
      `select stage, ${lightAt(at)} as light, department, ${age} as age, count(*)::int as n from cases where ${where} group by 1, 2, 3, 4`, b.params);
    const sum = <K extends 'stage' | 'light' | 'department' | 'age'>(...keys: K[]): (Pick<(typeof rows)[number], K> & { count: number })[] => {
      const found = new Map<string, Pick<(typeof rows)[number], K> & { count: number }>();
      for (const row of rows) {
        const key = keys.map((k) => row[k]).join('|'), known = found.get(key);
        if (known) known.count += row.n;
        else found.set(key, { ...(Object.fromEntries(keys.map((k) => [k, row[k]])) as Pick<(typeof rows)[number], K>), count: row.n });
      }
      return [...found.values()];
    };
    return { asOf, stages: sum('stage', 'light'), ages: sum('stage', 'age'), departments: sum('department', 'age') };
  }

  async cells({ from, to, department, ...look }: BoardPeriod, reader: Actor): Promise<BoardCells> {
    const asOf = this.clock.now(), items = new Map<string, { cell: string; open: number; overdue: number; reported: number }>();
    const add = async (filter: CaseFilter, figures: (b: Bound) => string): Promise<void> => {
      const b = filtered(filter, reader, asOf), counts = figures(b);
      for (const { cell, ...row } of await this.database.query<{ cell: string; open?: number; overdue?: number; reported?: number }>(`select cell, ${counts} from cases where ${b.where()} and cell is not null group by 1`, b.params))
        items.set(cell, { ...(items.get(cell) ?? { cell, open: 0, overdue: 0, reported: 0 }), ...row });
    };
    await add(openOf({ ...look, department }), (b) => `count(*)::int as open, (count(*) filter (where ${LIGHT.red(`${b.bind(asOf)}::bigint`)}))::int as overdue`);
    const params: unknown[] = [], kept = SIGHT[reader.role] !== 'all' ? null : summed({ ...look, department, by: 'cell', parts: ['reported'], days: [{ from, to }] }, 'cell', this.directory.book().calendar.offset, asOf, (value) => `$${params.push(value)}`);
    if (kept === null || (await this.database.query(SUMMED)).length === 0) await add({ ...look, counted: 'reported', from, to, ...(department !== undefined && { for: department }) }, () => 'count(*)::int as reported');
    else for (const { unit, reported } of await this.database.query<{ unit: string | null; reported: number }>(kept, params)) if (unit !== null && reported > 0) items.set(unit, { ...(items.get(unit) ?? { cell: unit, open: 0, overdue: 0 }), reported });
    return { asOf, items: [...items.values()].map(({ cell, open, overdue, reported }) => ({ cell, open, overdue, reported })).sort((x, y) => (x.cell < y.cell ? -1 : 1)) };
  }

  /** Most in hand first. Who has how much is for whoever answers for it: the whole, a department's lead their own, everybody else theirs alone. */
  async handlers(look: BoardStock, reader: Actor): Promise<BoardHandlers> {
    const asOf = this.clock.now(), b = filtered({ ...openOf(look), stage: [...IN_HAND] }, reader, asOf), late = LIGHT.red(`${b.bind(asOf)}::bigint`);
    b.and('assignee is not null').and('department is not null');
    if (reader.role === 'department-lead') b.and(`department = ${b.bind(reader.department)}`);
    else if (reader.role !== 'supervisor' && reader.role !== 'leader') b.and(`assignee = ${b.bind(reader.id)}`);
    const items = await this.database.query<BoardHandlers['items'][number]>(`select department, assignee as handler, count(*)::int as open, (count(*) filter (where ${late}))::int as overdue from cases where ${b.where()} group by 1, 2 order by 3 desc, 4 desc, 1, 2`, b.params);
    return { asOf, items };
  }

  /** The most pressing first; those answered, the latest first. */
  async orders(state: OrderState, reader: Actor): Promise<{ asOf: number; items: CaseRow[]; total: number }> {
    const asOf = this.clock.now(), params: unknown[] = [], bind = (value: unknown): string => `$${params.push(value)}`;
    const chosen = CHOSEN[state](bind, asOf), records = await this.database.query<RowRecord>(`select ${ROW} from cases where (${chosen}) and (${visible(reader, bind)}) order by ${state === 'answered' ? 'reported_at desc' : `(state ->> 'level')::int desc, due_at`}, id`, params);
    // Who is asked is the life cycle's to say: the condition only finds whom it may concern.
    const asked = state === 'mine' ? records.filter((r) => allowed(r.state, reader).some((type) => ANSWERS.includes(type))) : records;
    return { asOf, items: asked.slice(0, CARDS).map(caseRowOf), total: asked.length };
  }
}

const openOf = ({ department, ...look }: BoardStock): CaseFilter => ({ ...look, open: 'true', ...(department !== undefined && { for: department }) });

type Choose = (bind: (value: unknown) => string, now: number) => string;
const unanswered = (late: '>' | '<=') => (bind: (value: unknown) => string, now: number): string =>
  `${ORDERED} and exists (select 1 from jsonb_array_elements(state -> 'orders') o where o -> 'reply' = 'null'::jsonb and coalesce((state -> 'clocks' -> ('order-' || (o ->> 'id')) ->> 'dueAt')::bigint, 9e15) ${late} ${bind(now)}::bigint)`;
const CHOSEN: Readonly<Record<OrderState, Choose>> = {
  mine: () => ASKING,
  waiting: unanswered('>'),
  overdue: unanswered('<='),
  answered: (bind, now) => `id in (select case_id from case_event where type = 'OrderReplied' and day >= (to_timestamp(${bind((now - ANSWERED) / 1000)}::double precision) at time zone 'Asia/Shanghai')::date and at >= ${bind(now - ANSWERED)}::bigint)`,
};
