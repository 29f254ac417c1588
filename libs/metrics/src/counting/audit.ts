import type { Countable } from '#contract';
import type { CaseEvent, CaseId } from '#domain';
import { loadEditions } from '#directory';
import type { Database } from '#platform';
import { lifeOf } from './life.js';
import { rowsOf, type CountedRow } from './rows.js';

/** A case whose counts are not what its log comes to. */
export interface FigureFault { readonly caseId: CaseId; readonly part: string; readonly whose: string; readonly fault: 'missing' | 'extra' | 'differs'; readonly detail: string }
export interface FigureAudit { readonly cases: number; readonly rows: number; readonly waiting: number; readonly of: number }

const NOBODY = '00000000-0000-0000-0000-000000000000';
const BATCH = 500;
const VALUES = ['at', 'day', 'department', 'cell', 'class_id', 'source', 'worth', 'worth_wall', 'until_day'] as const satisfies readonly (keyof CountedRow)[];
const said = (row: Readonly<Record<(typeof VALUES)[number], unknown>>): string => VALUES.map((v) => `${v} ${String(row[v] ?? '-')}`).join(', ');

/** What a case is found with, its log beside it; those that are not counted up to their last event yet are told apart. */
const READ = `with c as (select id from cases where id > $1 and ($3::int <= 1 or (hashtext(id::text || $4) & 2147483647) % $3::int = 0) order by id limit $2), w as (select horizon from counted_cursor)
  select c.id, exists (select 1 from case_event e where e.case_id = c.id and e.xact >= (select horizon from w)) as waiting,
    (select json_agg(json_build_object('type', o.type, 'at', o.at, 'by', o.actor, 'role', o.role, 'why', o.why, 'stage', o.stage, 'data', o.data, 'clocks', o.clocks, 'seq', o.seq, 'caseId', o.case_id) order by o.seq) from case_event o where o.case_id = c.id) as log,
    (select coalesce(json_agg(json_build_object('part', k.part, 'person', k.person, 'at', k.at, 'day', k.day::text, 'department', k.department, 'cell', k.cell, 'class_id', k.class_id, 'source', k.source, 'worth', k.worth, 'worth_wall', k.worth_wall, 'until_day', k.until_day::text)), '[]')
      from counted_case k where k.case_id = c.id) as rows
  from c`;
interface ReadRow { readonly id: CaseId; readonly waiting: boolean; readonly log: readonly CaseEvent[] | null; readonly rows: readonly (CountedRow & { readonly part: Countable })[] }

/**
 * Counts cases anew from their logs and compares with what is kept: every case, or about `sample` of them, others each day that `salt` says. `progress` hears how many were looked at.
 * By the calendar in force now, as the counting itself. Each batch is read at one moment, so it may run beside a working server.
 */
export async function* auditFigures(db: Database, { sample, salt }: { readonly sample: number | null; readonly salt: string }, progress: (done: number, of: number) => void = () => undefined): AsyncGenerator<FigureFault, FigureAudit> {
  const [total] = await db.query<{ n: number }>('select count(*)::int as n from cases'), every = sample === null ? 1 : Math.ceil((total?.n ?? 0) / sample), book = (await loadEditions(db)).at(Date.now());
  let cases = 0, rows = 0, waiting = 0;
  if (book === null) return { cases, rows, waiting, of: total?.n ?? 0 };
  for (let after = NOBODY; ;) {
    const read = await db.query<ReadRow>(READ, [after, BATCH, every, salt]);
    for (const one of read) {
      if (one.waiting || one.log === null) { waiting++; continue; }
      cases++;
      const wanted = new Map(rowsOf(lifeOf(one.id, one.log, (cell) => book.calendarAt(cell), book.settings.unfounded)).map((r) => [`${r.part} ${r.person}`, r]));
      rows += wanted.size;
      for (const kept of one.rows) {
        const key = `${kept.part} ${kept.person}`, right = wanted.get(key);
        wanted.delete(key);
        if (right === undefined) yield { caseId: one.id, part: kept.part, whose: kept.person, fault: 'extra', detail: said(kept) };
        else if (said(right) !== said(kept)) yield { caseId: one.id, part: kept.part, whose: kept.person, fault: 'differs', detail: `${said(kept)}; should be ${said(right)}` };
      }
      for (const missing of wanted.values()) yield { caseId: one.id, part: missing.part, whose: missing.person, fault: 'missing', detail: said(missing) };
    }
    progress(cases + waiting, every <= 1 ? (total?.n ?? 0) : Math.ceil((total?.n ?? 0) / every));
    const last = read.at(-1);
    if (last === undefined || read.length < BATCH) return { cases, rows, waiting, of: total?.n ?? 0 };
    after = last.id;
  }
}
