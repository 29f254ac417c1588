import { asTriggerRule, triggerRuleWishSchema, type TriggerRuleWish } from '#contract';
import type { RuleAct, TriggerRule, TriggerState } from '#domain';
import type { Database, Tx } from '#platform';

type Sql = Pick<Tx, 'query'> | Pick<Database, 'query'>;

export interface VersionRow {
  id: string; version: number; state: TriggerState; content: TriggerRuleWish; revision: number; note: string | null; author: string | null; changed_at: string; tried_at: string | null;
}
const COLUMNS = 'id, version, state, content, revision, note, author, changed_at, tried_at';

/** The rule of a stored version; an older program's content was checked when it was written. */
export const ruleOf = (row: Pick<VersionRow, 'content' | 'version' | 'state'>): TriggerRule => asTriggerRule(row.content, row.version, row.state);

/** All versions, or those of one rule, the newest first within a rule. */
export const readVersions = (sql: Sql, id: string | null = null): Promise<VersionRow[]> => sql.query<VersionRow>(`select ${COLUMNS} from trigger_rule where $1::text is null or id = $1 order by id, version desc`, [id]);

export async function readVersion(sql: Sql, id: string, version: number): Promise<VersionRow | null> {
  return (await sql.query<VersionRow>(`select ${COLUMNS} from trigger_rule where id = $1 and version = $2`, [id, version]))[0] ?? null;
}

/** Notes who did what with a version. `by` null: it was read in from the rule book's files. */
export async function logRule(tx: Sql, rule: string, version: number, act: RuleAct, by: string | null, at: number, note: string | null = null): Promise<void> {
  await tx.query('insert into trigger_rule_log (rule, version, act, by_whom, at, note) values ($1, $2, $3, $4, $5, $6)', [rule, version, act, by, at, note]);
}

export const wishOfRule = ({ version: _v, state: _s, ...wish }: TriggerRule): TriggerRuleWish => triggerRuleWishSchema.parse(wish);
