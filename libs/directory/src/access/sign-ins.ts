import type { SignInLine, SignInOutcome } from '#contract';
import { uuid, type Database } from '#platform';
import { network } from './attempts.js';

/** A line older than this is forgotten. */
const KEPT = 180 * 24 * 60 * 60_000;

/** Writes down that somebody signed in, or tried to. `account` null: there is none of that name, and what was typed is not kept. Real time. */
export async function noteSignIn(database: Pick<Database, 'query'>, account: string | null, address: string, outcome: SignInOutcome): Promise<void> {
  const now = Date.now();
  await database.query('insert into sign_in_log (id, at, account, address, outcome) values ($1, $2, $3, $4, $5)', [uuid(), now, account, network(address), outcome]);
  await database.query('delete from sign_in_log where at < $1', [now - KEPT]);
}

export interface SignInsWanted { readonly account?: string | undefined; readonly outcome?: SignInOutcome | undefined; readonly failed?: boolean; readonly before?: number | undefined; readonly limit: number }

/** The newest first. */
export async function readSignIns(database: Pick<Database, 'query'>, { account, outcome, failed = false, before, limit }: SignInsWanted): Promise<SignInLine[]> {
  const rows = await database.query<Omit<SignInLine, 'at'> & { at: string }>(
    `select l.at, l.account, p.name, l.address, l.outcome from sign_in_log l left join person p on p.id = l.account
     where ($1::text is null or l.account = $1) and ($2::text is null or l.outcome = $2) and (not $3 or l.outcome <> 'signed-in') and ($4::bigint is null or l.at < $4) order by l.at desc, l.id desc limit $5`,
    [account ?? null, outcome ?? null, failed, before ?? null, limit]);
  return rows.map((row) => ({ ...row, at: Number(row.at) }));
}
