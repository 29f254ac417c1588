import { deadline, involved, localDay, wakeAt, DAY, type Playbook } from '#domain';
import type { RuleBook } from '#directory';
import type { Database } from '#platform';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { History } from './histories.js';

/** JSON with sorted keys, as the chain is made over it. */
function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = value as Readonly<Record<string, unknown>>;
  let said = '';
  for (const key of Object.keys(members).sort()) if (members[key] !== undefined) said += `${said === '' ? '' : ','}"${key}":${canonical(members[key])}`;
  return `{${said}}`;
}

type Row = Readonly<Record<string, unknown>>;
const cell = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (Buffer.isBuffer(value)) return `"\\x${value.toString('hex')}"`;
  const text = Array.isArray(value) ? `{${value.join(',')}}` : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return `"${text.replaceAll('"', '""')}"`;
};

async function copied(db: Database, table: string, rows: readonly Row[]): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  const lines = function* (): Generator<string> {
    for (let at = 0; at < rows.length; at += 200) yield rows.slice(at, at + 200).map((row) => `${names.map((name) => cell(row[name])).join(',')}\n`).join('');
  };
  await db.lend((client) => pipeline(Readable.from(lines()), client.query(copyFrom(`copy ${table} (${names.join(', ')}) from stdin with (format csv)`))));
}

/** Writes cases with their logs as the door would have: the row is the fold of the log, the chain is closed, the automation has looked at them. */
export async function written(db: Database, histories: readonly History[], book: RuleBook): Promise<void> {
  const events: Row[] = [], cases: Row[] = [], playbook = book.playbook as Playbook;
  for (const { case: c, events: log, states } of histories) {
    let head: Buffer = Buffer.alloc(0);
    log.forEach((e, i) => {
      const after = states[i] ?? c;
      head = createHash('sha256').update(head).update(canonical(e)).digest();
      events.push({
        case_id: e.caseId, seq: e.seq, type: e.type, at: e.at, day: new Date(localDay(book.calendar, e.at) * DAY).toISOString().slice(0, 10), actor: e.by, role: e.role, why: e.why, stage: e.stage, data: e.data, clocks: e.clocks,
        department: after.department, co_departments: involved(after), cell: after.cell, hash: head,
      });
    });
    const due = deadline(c.stage, c.clocks, book.calendarAt(c.cell));
    cases.push({
      id: c.id, number: c.number, version: c.version, state: c, stage: c.stage, outcome: c.outcome, source: c.source, class_id: c.classId, severity: c.severity, department: c.department, co_departments: involved(c),
      cell: c.cell, assignee: c.assignee, request: c.request?.kind ?? null, asset: c.asset, device: c.device, lon: c.place?.lon ?? null, lat: c.place?.lat ?? null, text: c.text, reporters: [], photos: [],
      reported_at: c.reportedAt, closed_at: null, due_at: due?.dueAt ?? null, yellow_at: due?.yellowAt ?? null, total_due_at: c.clocks.total?.dueAt ?? null, wake_at: wakeAt(c, playbook),
      settled_version: c.version, settled_book: book.version, head_hash: head,
    });
  }
  await copied(db, 'case_event', events);
  await copied(db, 'cases', cases);
}
