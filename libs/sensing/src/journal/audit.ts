import type { AlarmTransition } from '#domain';
import type { Database } from '#platform';
import { Desk } from './desk.js';
import { engines } from './judge.js';
import { readRecords } from './records.js';

export interface JournalFault { readonly partition: number; readonly fault: 'gap' | 'count' | 'unreadable' | 'alarms'; readonly detail: string }
export interface JournalAudit { readonly partitions: number; readonly records: number; readonly readings: number }
/**
 * Goes through the journal of every partition: the records are gapless and readable, and as many readings lie in them as the owners have counted, those of dropped days included. Where a journal is there from its beginning,
 * a fresh engine judges it again, and what it says is what stands in the history of the alarms. Runs beside a program at work: each partition is read up to where it stood when it was begun.
 */
export async function* auditJournal(database: Database): AsyncGenerator<JournalFault, JournalAudit> {
  const owners = await database.query<{ partition: number; seq: string; journalled: string; dropped: string; kept: string; first: string | null }>(
    `select o.partition, o.seq, o.journalled, o.dropped, coalesce(j.n, 0) as kept, j.first from partition_owner o left join (select partition, sum(n) as n, min(seq) as first from journal group by partition) j using (partition) order by 1`);
  let records = 0, readings = 0;
  for (const { partition, seq, journalled, dropped, kept, first } of owners) {
    if (BigInt(kept) + BigInt(dropped) !== BigInt(journalled)) yield { partition, fault: 'count', detail: `${kept} kept + ${dropped} dropped ≠ ${journalled} journalled` };
    if (first === null) continue;
    const whole = first === '1', desk = whole ? new Desk({ partition, epoch: 0n }, 0n, 0, { rules: [], series: [] }, engines({ rules: [], series: [] }, null)) : null;
    const said = new Map<string, readonly AlarmTransition[]>();
    let before = BigInt(first) - 1n;
    try {
      for await (const record of readRecords(database, partition, before, { until: BigInt(seq) })) {
        if (record.seq !== before + 1n) yield { partition, fault: 'gap', detail: `after record ${before} comes ${record.seq}` };
        before = record.seq;
        records++;
        if (record.kind === 'readings') readings += record.readings.count;
        const transitions = desk?.replay(record) ?? [];
        if (transitions.length > 0) said.set(String(record.seq), transitions);
      }
      if (before !== BigInt(seq)) yield { partition, fault: 'gap', detail: `the last record is ${before}, the owner wrote ${seq}` };
      if (whole) yield* compared(database, partition, seq, said);
    } catch (error) {
      yield { partition, fault: 'unreadable', detail: `after record ${before}: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
  return { partitions: owners.length, records, readings };
}

interface Stored { readonly seq: string; readonly n: number; readonly kind: string; readonly at: string; readonly value: number | null }

/** What was stored of a partition's alarms, line by line against what the engine says; and nothing that it raises may be missing. */
async function* compared(database: Database, partition: number, until: string, said: ReadonlyMap<string, readonly AlarmTransition[]>): AsyncGenerator<JournalFault> {
  const stored = await database.query<Stored>('select seq, n, kind, at, value from alarm_event where partition = $1 and seq <= $2 order by seq, n', [partition, until]), known = new Set(stored.map((e) => `${e.seq}/${e.n}`));
  for (const { seq, n, kind, at, value } of stored) {
    const t = said.get(seq)?.[n];
    if (t === undefined || t.kind !== kind || t.at !== Number(at) || t.value !== value) yield { partition, fault: 'alarms', detail: `record ${seq}, ${n}: stored ${kind} at ${at}, judged again ${t === undefined ? 'nothing' : `${t.kind} at ${t.at}`}` };
  }
  for (const [seq, list] of said) for (const [n, t] of list.entries()) if (t.kind === 'raised' && !known.has(`${seq}/${n}`)) yield { partition, fault: 'alarms', detail: `record ${seq}, ${n}: raised at ${t.at} and not stored` };
}
