import type { Database } from '#platform';

/** Somebody else owns the partition by now: what this process had in mind for it was not written. */
export class Fenced extends Error {
  constructor(readonly partitions: readonly number[]) {
    super(`no longer the owner of ${partitions.join(', ')}`);
    this.name = 'Fenced';
  }
}

export interface Lease { readonly partition: number; readonly epoch: bigint }

/** A lease that is not renewed for so long may be taken. */
export const LEASE_MS = 6_000;
export const RENEW_MS = 2_000;

/**
 * Which process owns which partitions. A lease is a row with an epoch that every taking raises; whoever writes for a partition names the epoch it was given, in the same transaction, so a process that
 * slept through its lease cannot write. Leases run by the database's clock. The processes that are alive share the partitions evenly: one that has more than its share gives some back.
 */
export class Leases {
  constructor(private readonly database: Database, private readonly host: string, private readonly partitions: number, private readonly milliseconds = LEASE_MS) {}

  /** There are as many partitions as were ever asked for: series stay where they are. */
  async prepare(): Promise<void> {
    await this.database.query('insert into partition_owner (partition) select generate_series(0, $1::int - 1) on conflict do nothing', [this.partitions]);
  }

  /** Says that this process lives and renews what it holds. Answers what it still holds. */
  async renew(held: readonly Lease[]): Promise<number[]> {
    await this.database.query(`insert into partition_host (id, until) values ($1, clock_timestamp() + $2 * interval '1 millisecond') on conflict (id) do update set until = excluded.until`, [this.host, this.milliseconds]);
    if (held.length === 0) return [];
    const rows = await this.database.query<{ partition: number }>(
      `update partition_owner o set until = clock_timestamp() + $3 * interval '1 millisecond' from unnest($1::smallint[], $2::bigint[]) as h(partition, epoch) where o.partition = h.partition and o.epoch = h.epoch returning o.partition`,
      [held.map((l) => l.partition), held.map((l) => String(l.epoch)), this.milliseconds]);
    return rows.map((r) => r.partition);
  }

  /** How many partitions are this process's fair share just now. */
  async share(): Promise<number> {
    const [row] = await this.database.query<{ hosts: number; partitions: number }>('select (select count(*)::int from partition_host where until > clock_timestamp() or id = $1) as hosts, (select count(*)::int from partition_owner) as partitions', [this.host]);
    return Math.ceil((row?.partitions ?? 0) / Math.max(1, row?.hosts ?? 1));
  }

  /** Takes at most `most` partitions that nobody holds. */
  async take(most: number): Promise<Lease[]> {
    if (most <= 0) return [];
    const rows = await this.database.query<{ partition: number; epoch: string }>(
      `update partition_owner o set owner = $1, epoch = o.epoch + 1, until = clock_timestamp() + $3 * interval '1 millisecond'
       where o.partition in (select partition from partition_owner where until < clock_timestamp() order by random() limit $2 for update skip locked) returning o.partition, o.epoch`,
      [this.host, most, this.milliseconds]);
    return rows.map((r) => ({ partition: r.partition, epoch: BigInt(r.epoch) }));
  }

  /** Gives back at once, so that others need not wait. */
  async release(leases: readonly Lease[]): Promise<void> {
    await this.database.query(`update partition_owner o set owner = null, until = '1970-01-01' from unnest($1::smallint[], $2::bigint[]) as h(partition, epoch) where o.partition = h.partition and o.epoch = h.epoch`,
      [leases.map((l) => l.partition), leases.map((l) => String(l.epoch))]);
  }

  async leave(leases: readonly Lease[]): Promise<void> {
    await this.release(leases);
    await this.database.query('delete from partition_host where id = $1 or until < clock_timestamp()', [this.host]);
  }
}
