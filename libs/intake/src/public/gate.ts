import type { Challenge } from '#contract';
import type { Instant } from '#domain';
import { CONFIG, Database, ProblemError, Signer, type Config, type Tx } from '#platform';
import { networkOf } from '#directory';
import { Inject, Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { Puzzle } from './puzzle.js';

const HOUR = 3_600_000, DAY = 24 * HOUR;
/** From one network. A whole building, at a mobile operator a whole town, may share one: these hold off floods, not neighbours. */
const OF_NETWORK = [{ every: HOUR, most: 12 }, { every: DAY, most: 40 }] as const;
/** From here on the puzzles of a network are harder. */
const MANY = 4;

interface Quota { readonly subject: string; readonly every: number; readonly most: number }
export interface Solved { readonly digest: Buffer; readonly until: Instant }

/**
 * What stands before the public page's only door: a puzzle for each report, counts by network and in all. Kept in the database, so that it holds over restarts and in every process.
 * Addresses are known only by a seal that changes with the server's secret. Real time, never a rehearsal clock's.
 */
@Injectable()
export class PublicGate {
  private readonly puzzle: Puzzle;
  private readonly key: Buffer;
  constructor(private readonly database: Database, signer: Signer, @Inject(CONFIG) private readonly config: Pick<Config, 'publicReports'>) {
    this.puzzle = new Puzzle(signer);
    this.key = signer.key('public-quota');
  }

  get open(): boolean { return this.config.publicReports > 0; }

  async challenge(from: string): Promise<Challenge> {
    const now = Date.now(), quotas = this.quotas(from), used = await this.used(quotas, now);
    const share = Math.max(...quotas.filter((q) => q.subject === 'all').map((q) => (used.get(key(q)) ?? 0) / q.most)), own = Math.max(...quotas.filter((q) => q.subject !== 'all').map((q) => used.get(key(q)) ?? 0));
    return this.puzzle.ask(share > 0.8 ? 2 : share > 0.5 || own >= MANY ? 1 : 0, now);
  }

  /** Before the body is read: is this worth reading? Throws ProblemError `no-right`, `puzzle-unsolved`, `too-many-attempts`. */
  async admit(proof: string | undefined, key: string, from: string): Promise<Solved> {
    if (!this.open) throw new ProblemError('no-right', { detail: 'the public report page is closed' });
    const now = Date.now(), solved = this.puzzle.solved(proof, now);
    if (solved === null) throw new ProblemError('puzzle-unsolved');
    const [spent] = await this.database.query<{ key: string }>('select key from public_proof where digest = $1', [solved.digest]);
    if (spent === undefined) this.refuseOver(await this.used(this.quotas(from), now), this.quotas(from), now, 0);
    else if (spent.key !== key) throw new ProblemError('puzzle-unsolved', { detail: 'this challenge was answered before' });
    return solved;
  }

  /** Once a report is known to be well-formed: the puzzle is spent and the report counted, once for the same `key` however often it is sent. */
  async spend({ digest, until }: Solved, idempotencyKey: string, from: string): Promise<void> {
    const now = Date.now(), quotas = this.quotas(from);
    await this.database.transaction(async (tx) => {
      await tx.query('delete from public_proof where until < $1', [now]);
      await tx.query('delete from public_quota where since < $1', [now - 2 * DAY]);
      const fresh = await tx.query('insert into public_proof (digest, key, until) values ($1, $2, $3) on conflict (digest) do nothing returning digest', [digest, idempotencyKey, until]);
      if (fresh.length === 0) {
        const [spent] = await tx.query<{ key: string }>('select key from public_proof where digest = $1', [digest]);
        if (spent?.key === idempotencyKey) return;
        throw new ProblemError('puzzle-unsolved', { detail: 'this challenge was answered before' });
      }
      this.refuseOver(await count(tx, quotas, now), quotas, now, 1);
    });
  }

  /** Thrown within a transaction, it takes the counting back. */
  private refuseOver(used: ReadonlyMap<string, number>, quotas: readonly Quota[], now: Instant, counted: 0 | 1): void {
    const over = quotas.filter((q) => (used.get(key(q)) ?? 0) - counted >= q.most);
    if (over.length > 0) throw new ProblemError('too-many-attempts', { retryAfter: Math.ceil(Math.max(...over.map((q) => since(q, now) + q.every - now)) / 1000) });
  }

  private quotas(from: string): readonly Quota[] {
    const subject = createHmac('sha256', this.key).update(networkOf(from)).digest('base64url').slice(0, 22);
    return [...OF_NETWORK.map((q) => ({ subject, ...q })), { subject: 'all', every: HOUR, most: this.config.publicReports }];
  }

  private async used(quotas: readonly Quota[], now: Instant): Promise<Map<string, number>> {
    const rows = await this.database.query<{ subject: string; every: string; used: number }>(
      'select q.subject, q.every, q.used from public_quota q join unnest($1::text[], $2::bigint[], $3::bigint[]) w(subject, every, since) using (subject, every, since)',
      [quotas.map((q) => q.subject), quotas.map((q) => q.every), quotas.map((q) => since(q, now))]);
    return new Map(rows.map((r) => [`${r.subject} ${r.every}`, r.used]));
  }
}

const key = ({ subject, every }: Quota): string => `${subject} ${every}`;
const since = ({ every }: Pick<Quota, 'every'>, now: Instant): Instant => Math.floor(now / every) * every;

async function count(tx: Tx, quotas: readonly Quota[], now: Instant): Promise<Map<string, number>> {
  const rows = await tx.query<{ subject: string; every: string; used: number }>(
    `insert into public_quota as q (subject, every, since, used) select subject, every, since, 1 from unnest($1::text[], $2::bigint[], $3::bigint[]) w(subject, every, since) order by subject, every
     on conflict (subject, every, since) do update set used = q.used + 1 returning subject, every, used`,
    [quotas.map((q) => q.subject), quotas.map((q) => q.every), quotas.map((q) => since(q, now))]);
  return new Map(rows.map((r) => [`${r.subject} ${r.every}`, r.used]));
}
