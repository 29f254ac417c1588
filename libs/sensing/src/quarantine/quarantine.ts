import { readingDetail, readingDetailText, type ReadingDetail } from '#contract';
import { Database, uuid, type Tx } from '#platform';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { Envelope, Protocol } from '../protocols/protocol.js';
import type { Reason, Sample } from '../protocols/sample.js';
import { countAtDoor, doorParams } from '../journal/door.js';
import { quarantined, quarantinedWithoutBytes } from '../journal/gauges.js';

/** Something that could not be taken. `form`: what `raw` is – a whole frame, a part of one, or a sample as JSON. `frame`: digest of the frame it came in. */
export interface Kept {
  readonly reason: Reason; readonly part: string; readonly detail: ReadingDetail; readonly protocol: Protocol; readonly account: string | null; readonly device: string | null; readonly metric: string | null;
  readonly form: 'frame' | 'part' | 'sample'; readonly raw: Buffer; readonly envelope: Envelope | null; readonly frame: Buffer | null;
}

/** Longer ones are counted, and cannot be replayed. */
const LONGEST = 64 * 1024;
/** So many rows are kept of one account; what comes beyond is counted by its reason, in one row, without its bytes. A sender that is out of order does not fill the disk. */
export const ROWS_OF_AN_ACCOUNT = 5_000;
/** And of what nobody signed, so many of each protocol and reason: anybody can send it. */
export const ROWS_OF_NOBODY = 500;
const RECOUNT_MS = 60_000;

const digestOf = (...parts: readonly (string | Buffer | null)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part ?? '').update('\0');
  return hash.digest().subarray(0, 16);
};
/** What is bounded together: an account, or what nobody signed of one protocol and reason. */
const heapOf = ({ account, protocol, reason }: Kept): string => account ?? `\n${protocol}\n${reason}`;
const HEAP = `coalesce(account, E'\\n' || protocol || E'\\n' || reason)`;
const short = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`).replaceAll('\0', '');
export const frameDigest = (raw: Uint8Array): Buffer => digestOf(Buffer.from(raw));
export const sampleRaw = (sample: Sample): Buffer => Buffer.from(JSON.stringify(sample));

/** What was refused, with its reason; nothing that a sender was answered for is missing here. */
@Injectable()
export class Quarantine {
  private rows = new Map<string, number>();
  private countedAt = -Infinity;

  constructor(private readonly database: Database) {}

  /** Resolves after the commit, without a `tx`. The same again is counted on the row that is there. `accepted`: it was counted as that before. */
  async keep(list: readonly Kept[], now: number, { tx, accepted = false }: { readonly tx?: Tx; readonly accepted?: boolean } = {}): Promise<void> {
    if (list.length === 0) return;
    await this.recount();
    const merged = new Map<string, Record<string, unknown> & { count: number }>(), dropped: Reason[] = [];
    for (const k of list) {
      const heap = heapOf(k), crowded = (this.rows.get(heap) ?? 0) >= (k.account === null ? ROWS_OF_NOBODY : ROWS_OF_AN_ACCOUNT), raw = crowded || k.raw.length > LONGEST ? null : k.raw;
      const digest = raw === null ? digestOf('many', k.reason, k.protocol, k.account, crowded ? null : k.device) : digestOf(k.reason, k.detail.code, k.protocol, k.account, k.device, k.metric, k.part, k.envelope?.password ?? null, raw);
      if (raw === null) dropped.push(k.reason);
      const id = digest.toString('hex'), same = merged.get(id), detail = crowded ? readingDetail('crowded') : k.detail;
      if (same !== undefined) { same.count++; continue; }
      if (!crowded) this.rows.set(heap, (this.rows.get(heap) ?? 0) + 1);
      merged.set(id, {
        id: uuid(), digest: id, reason: k.reason, part: crowded ? '' : short(k.part, 200), detail: short(readingDetailText(detail, 'en'), 500), code: detail.code, params: Object.fromEntries(Object.entries(detail.params).map(([name, value]) => [name, typeof value === 'string' ? short(value, 200) : value])),
        protocol: k.protocol, account: k.account, device: crowded || k.device === null ? null : short(k.device, 200), metric: crowded || k.metric === null ? null : short(k.metric, 200),
        form: k.form, raw: raw?.toString('hex') ?? null, envelope: crowded ? null : k.envelope, frame: crowded ? null : (k.frame?.toString('hex') ?? null), count: 1,
      });
    }
    const kept = `insert into quarantine (id, digest, reason, part, detail, code, params, protocol, account, device, metric, form, raw, envelope, frame, count, first_at, last_at)
       select id, decode(digest, 'hex'), reason, part, detail, code, params, protocol, account, device, metric, form, decode(raw, 'hex'), envelope, decode(frame, 'hex'), count, $2, $2
       from jsonb_to_recordset($1::jsonb) as k(id uuid, digest text, reason text, part text, detail text, code text, params jsonb, protocol text, account text, device text, metric text, form text, raw text, envelope jsonb, frame text, count bigint) order by digest
       on conflict (digest) where state = 'kept' do update set count = quarantine.count + excluded.count, last_at = greatest(quarantine.last_at, excluded.last_at)`, params = [JSON.stringify([...merged.values()]), now];
    const sql = tx ?? this.database;
    await (accepted ? sql.query(kept, params) : sql.query(`with kept as (${kept} returning id) ${countAtDoor(3)}`, [...params, ...doorParams(list.length)]));
    for (const k of list) quarantined.inc({ reason: k.reason });
    for (const reason of dropped) quarantinedWithoutBytes.inc({ reason });
  }

  private async recount(): Promise<void> {
    if (performance.now() - this.countedAt < RECOUNT_MS) return;
    this.countedAt = performance.now();
    this.rows = new Map((await this.database.query<{ account: string; n: number }>(`select ${HEAP} as account, count(*)::int as n from quarantine where state = 'kept' group by 1`)).map((r) => [r.account, r.n]));
  }
}
