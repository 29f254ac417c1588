import type { Database } from '#platform';
import { isIPv4, isIPv6 } from 'node:net';

/** How failures are answered: so many are free, then each one doubles the wait. Milliseconds. */
export interface Patience { readonly free: number; readonly first: number; readonly longest: number }

/** An account's lock is short, so that a stranger cannot keep its owner out for long. */
const ACCOUNT: Patience = { free: 5, first: 30_000, longest: 15 * 60_000 };
/** A whole office may sit behind one address. */
const ADDRESS: Patience = { free: 30, first: 30_000, longest: 60 * 60_000 };
/** After so long without a failure, counting starts anew. */
export const FORGET = 24 * 60 * 60_000;

/** Failed sign-ins, or failures at another `door` that are counted apart, in the database: they survive a restart and hold in every process. Real time. */
export class Attempts {
  constructor(private readonly database: Database, private readonly door = 'address', private readonly patience: Patience = ADDRESS) {}

  /** Milliseconds until account and address may try again; 0 when they may now. `account` null: a name that nobody can have. */
  async wait(account: string | null, from: string, now: number): Promise<number> {
    const [row] = await this.database.query<{ until: string }>('select max(locked_until) as until from sign_in_attempt where subject = any($1)', [this.subjects(account, from).map((s) => s.subject)]);
    return Math.max(0, Number(row?.until ?? 0) - now);
  }

  /** Answers how many more tries the account has before it must wait; null when there is no account. */
  async failed(account: string | null, from: string, now: number): Promise<number | null> {
    const rows = this.subjects(account, from);
    const counted = await this.database.query<{ subject: string; failures: number }>(
      `insert into sign_in_attempt as a (subject, failures, last_at, locked_until)
       select subject, 1, $5, 0 from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[]) s(subject, free, first, longest) order by subject
       on conflict (subject) do update set failures = case when a.last_at < $5 - $6 then 1 else a.failures + 1 end, last_at = $5 returning subject, failures`,
      [rows.map((r) => r.subject), rows.map((r) => r.free), rows.map((r) => r.first), rows.map((r) => r.longest), now, FORGET]);
    await this.database.query(
      `update sign_in_attempt a set locked_until = $5 + least(s.longest, s.first * power(2, least(a.failures - s.free, 30)))::bigint
       from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[]) s(subject, free, first, longest) where a.subject = s.subject and a.failures >= s.free`,
      [rows.map((r) => r.subject), rows.map((r) => r.free), rows.map((r) => r.first), rows.map((r) => r.longest), now]);
    const own = counted.find((c) => account !== null && c.subject === `account:${account}`);
    return own === undefined ? null : Math.max(0, ACCOUNT.free - own.failures);
  }

  /** The account starts afresh; the address does not, or one good account would open the way to guess at all others. */
  async succeeded(account: string, now: number): Promise<void> {
    await this.database.query('delete from sign_in_attempt where subject = $1 or last_at < $2', [`account:${account}`, now - FORGET]);
  }

  private subjects(account: string | null, from: string): ({ subject: string } & Patience)[] {
    return [...(account === null ? [] : [{ subject: `account:${account}`, ...ACCOUNT }]), { subject: `${this.door}:${network(from)}`, ...this.patience }];
  }
}

/** What one household or office has: an IPv4 address, or the first 64 bits of an IPv6 address. */
export function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  if (isIPv4(mapped)) return mapped;
  const bare = address.split('%')[0] ?? '';
  if (!isIPv6(bare)) return 'unknown';
  const [head = '', tail] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const all = tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return `${all.slice(0, 4).join(':')}::/64`;
}
