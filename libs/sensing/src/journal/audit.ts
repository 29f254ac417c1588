import type { AlarmTransition } from '#domain';
import type { Database } from '#platform';
import { Desk } from './desk.js';
import { engines, type Arrangement } from './judge.js';
import { readRecords } from './records.js';

export interface JournalFault { readonly partition: number; readonly fault: 'gap' | 'count' | 'unreadable' | 'inbox'; readonly detail: string }
export interface JournalAudit { readonly partitions: number; readonly records: number; readonly readings: number }
/** What an engine makes of a record when it goes through the journal again. */
export type Rejudged = (partition: number, seq: bigint, transitions: readonly AlarmTransition[], arrangement: Arrangement) => void;

/**
 * Goes through the journal of every partition: the records are gapless and readable, and as many readings lie in them as the owners have counted, those of dropped days included. Where a journal is there from its beginning,
 * a fresh engine judges it again, and `rejudged` hears what it says, to be compared with the alarms that were stored. Runs beside a program at work: each partition is read up to where it stood when it was begun.
 */
export async function* auditJournal(database: Database, rejudged?: Rejudged): AsyncGenerator<JournalFault, JournalAudit> {
  const owners = await database.query<{ partition: number; seq: string; journalled: string; dropped: string; kept: string; first: string | null }>(
    `select o.partition, o.seq, o.journalled, o.dropped, coalesce(j.n, 0) as kept, j.first from partition_owner o left join (select partition, sum(n) as n, min(seq) as first from journal group by partition) j using (partition) order by 1`);
  let records = 0, readings = 0;
  for (const { partition, seq, journalled, dropped, kept, first } of owners) {
    if (BigInt(kept) + BigInt(dropped) !== BigInt(journalled)) yield { partition, fault: 'count', detail: `${kept} kept + ${dropped} dropped ≠ ${journalled} journalled` };
    if (first === null) continue;
    const whole = first === '1', desk = whole ? new Desk({ partition, epoch: 0n }, 0n, 0, { rules: [], series: [] }, engines({ rules: [], series: [] }, null)) : null;
    let before = BigInt(first) - 1n;
    try {
      for await (const record of readRecords(database, partition, before, { until: BigInt(seq) })) {
        if (record.seq !== before + 1n) yield { partition, fault: 'gap', detail: `after record ${before} comes ${record.seq}` };
        before = record.seq;
        records++;
        if (record.kind === 'readings') readings += record.readings.count;
        const transitions = desk?.replay(record) ?? [];
        if (desk !== null && transitions.length > 0) rejudged?.(partition, record.seq, transitions, desk.arrangement);
      }
      if (before !== BigInt(seq)) yield { partition, fault: 'gap', detail: `the last record is ${before}, the owner wrote ${seq}` };
    } catch (error) {
      yield { partition, fault: 'unreadable', detail: `after record ${before}: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
  return { partitions: owners.length, records, readings };
}
