import { creditOf, verdictOf, type Case, type CaseId, type Credit, type TriggerRule, type Verdicts } from '#domain';
import type { Database } from '#platform';
import { logRule, readVersion, ruleOf } from '../rules/store.js';
import type { Sql } from './records.js';

/** Verdicts that count: the latest ones, for a sensor ages and a place changes. */
const LATEST = 200;

/** How alarms of a version were judged, on trial and in force. */
export async function verdictsOn(sql: Sql, rule: string, version: number): Promise<Verdicts> {
  const [row] = await sql.query<Verdicts>(
    'select count(*)::int as judged, count(*) filter (where verdict)::int as truths from (select verdict from alarm where rule = $1 and version = $2 and verdict is not null order by raised_at desc limit $3) v', [rule, version, LATEST]);
  return row ?? { judged: 0, truths: 0 };
}

/** How far cases of a rule go by themselves now, and why. */
export const creditFor = async (sql: Sql, rule: TriggerRule): Promise<Credit> => creditOf(rule.action.policy, rule.action.earned, await verdictsOn(sql, rule.id, rule.version));

/** Notes in the rule's log when a version in force begins to dispatch by itself, and when it no longer does; said once each time. Its cases follow the verdicts in any case: the log is for people. */
export async function heedTrust(database: Database, rule: string, version: number, now: number): Promise<void> {
  const row = await readVersion(database, rule, version);
  if (row?.state !== 'live' || row.content.action.policy !== 'auto_dispatch') return;
  await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 7412))', [rule]);
    const { automation, truths, judged } = await creditFor(tx, ruleOf(row)), [last] = await tx.query<{ act: string }>(`select act from trigger_rule_log where rule = $1 and version = $2 and act in ('trusted', 'distrusted') order by id desc limit 1`, [rule, version]);
    const trusted = automation === 'dispatch';
    if (trusted !== (last?.act === 'trusted')) await logRule(tx, rule, version, trusted ? 'trusted' : 'distrusted', null, now, `${truths}/${judged}`);
  });
}

/** Takes what became of a case for what it says of its alarms, where nobody has said it of an alarm itself; again it changes nothing. */
export async function judgeByCase(database: Database, c: Case, unfounded: readonly string[], now: number): Promise<void> {
  const so = verdictOf({ outcome: c.outcome, confirmed: c.confirmed, reason: c.stage === 'closed' ? await closedFor(database, c.id) : null }, unfounded);
  if (so === null) return;
  const judged = await database.query<{ rule: string; version: number }>(
    `with due as (select id from alarm a where case_id = $1 and verdict is distinct from $2 and not exists (select from alarm_verdict v where v.alarm_id = a.id and not v.derived)),
      said as (insert into alarm_verdict (alarm_id, so, by_whom, at, derived, note) select id, $2, null, $3, true, null from due returning alarm_id)
     update alarm a set verdict = $2 from said where a.id = said.alarm_id returning a.rule, a.version`, [c.id, so, now]);
  for (const { rule, version } of new Map(judged.map((j) => [`${j.rule}@${j.version}`, j])).values()) await heedTrust(database, rule, version, now);
}

async function closedFor(sql: Sql, id: CaseId): Promise<string | null> {
  const [row] = await sql.query<{ reason: string | null }>(`select data ->> 'reason' as reason from case_event where case_id = $1 and type = 'CaseClosed' order by seq desc limit 1`, [id]);
  return row?.reason ?? null;
}
