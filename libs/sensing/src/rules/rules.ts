import type { RuleAction, TriggerRuleWish } from '#contract';
import { Directory, RULE_BOOK_RIGHTS as MAY } from '#directory';
import type { Actor, TriggerState } from '#domain';
import { Clock, Database, Hints, ProblemError, type Tx } from '#platform';
import { Injectable } from '@nestjs/common';
import { heedTrust } from '../alarms/trust.js';
import { misnamedIn } from './check.js';
import { enable, withdraw } from './changeover.js';
import { RULES } from './source.js';
import { logRule, readVersions, ruleOf, type VersionRow } from './store.js';

type Role = Actor['role'];
/** What somebody may do with a version: who writes the rule book writes rules and tries them, who approves it puts them in force, never their own; either may stop one. */
export function allowedOn(row: Pick<VersionRow, 'state' | 'author' | 'tried_at'>, trials: number, { id, role }: { readonly id: string; readonly role: Role }): (RuleAction | 'edit' | 'try')[] {
  const writes = MAY.write.includes(role), approves = MAY.approve.includes(role);
  return [
    ...(writes && row.state === 'draft' ? (['edit', 'try', 'shadow'] as const) : []), ...(writes && row.state !== 'draft' && row.state !== 'off' ? (['try'] as const) : []),
    ...(approves && row.state === 'shadow' && trials > 0 && row.author !== id ? (['live'] as const) : []), ...((writes || approves) && row.state !== 'off' ? (['off'] as const) : []),
  ];
}

/** Trigger rules on their way: written, tried on history, on trial beside what is in force, in force, off. Every step says who took it. */
@Injectable()
export class TriggerRules {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly directory: Directory, private readonly hints: Hints) {}

  /** Writes the next version of a rule, or changes the one in hand as long as it was not tried: then its content stands, and this is another version. @throws ProblemError no-right, invalid-input, version-mismatch */
  async draft(actor: Actor, id: string, rule: TriggerRuleWish, note: string | null, expected: number | null): Promise<VersionRow> {
    if (!MAY.write.includes(actor.role)) throw new ProblemError('no-right');
    if (rule.id !== id) throw new ProblemError('invalid-input', { errors: [{ pointer: '/rule/id', code: 'unknown-value', message: 'is another rule than the address names', zh: '与地址中的规则不一致' }] });
    return this.locked(async (tx) => {
      const all = await readVersions(tx), own = all.filter((v) => v.id === id), faults = misnamedIn(rule, this.directory.book(), new Set(all.map((v) => v.id)));
      if (faults.length > 0) throw new ProblemError('invalid-input', { errors: faults });
      const inHand = own.find((v) => v.state === 'draft'), now = this.clock.now();
      if (expected !== null && (inHand?.revision ?? own[0]?.revision) !== expected) throw new ProblemError('version-mismatch', { current: inHand });
      if (inHand !== undefined && inHand.tried_at === null) {
        const [row] = await tx.query<VersionRow>('update trigger_rule set content = $3, note = $4, author = $5, changed_at = $6, revision = revision + 1 where id = $1 and version = $2 returning *', [id, inHand.version, JSON.stringify(rule), note, actor.id, now]);
        await logRule(tx, id, inHand.version, 'edited', actor.id, now, note);
        return row as VersionRow;
      }
      if (inHand !== undefined) await this.put(tx, inHand, 'off', actor, null);
      const version = Math.max(0, ...own.map((v) => v.version)) + 1;
      const [row] = await tx.query<VersionRow>(`insert into trigger_rule (id, version, state, content, note, author, changed_at) values ($1, $2, 'draft', $3, $4, $5, $6) returning *`, [id, version, JSON.stringify(rule), note, actor.id, now]);
      await logRule(tx, id, version, 'written', actor.id, now, note);
      return row as VersionRow;
    });
  }

  /** @throws ProblemError not-found, no-right, own-draft, rule-untried, draft-state */
  async act(actor: Actor, id: string, version: number, action: RuleAction, note: string | null): Promise<VersionRow> {
    const done = await this.locked(async (tx) => {
      const own = await readVersions(tx, id), row = own.find((v) => v.version === version);
      if (row === undefined) throw new ProblemError('not-found');
      const [trials] = await tx.query<{ n: number }>('select count(*)::int as n from trigger_trial where rule = $1 and version = $2', [id, version]);
      if (!allowedOn(row, trials?.n ?? 0, actor).includes(action)) throw this.refusal(row, trials?.n ?? 0, action, actor);
      const before = own.find((v) => v.state === action);
      if (action !== 'off' && before !== undefined) await this.put(tx, before, 'off', actor, null);
      if (action === 'live') await enable(tx, ruleOf(row), this.clock.now());
      else if (row.state === 'live') await withdraw(tx, id, false, this.clock.now());
      if (row.state === 'shadow' || (action === 'shadow' && before !== undefined)) await withdraw(tx, id, true, this.clock.now());
      tx.afterCommit(() => this.hints.publish(RULES));
      return this.put(tx, row, action, actor, note);
    });
    // What was judged while it was on trial counts from its first day.
    if (action === 'live') await heedTrust(this.database, id, version, this.clock.now());
    return done;
  }

  private refusal(row: VersionRow, trials: number, action: RuleAction, { id, role }: Actor): ProblemError {
    const may = action === 'live' ? MAY.approve : action === 'shadow' ? MAY.write : [...MAY.write, ...MAY.approve];
    if (!may.includes(role)) return new ProblemError('no-right');
    if (action === 'live' && row.state === 'shadow' && trials > 0 && row.author === id) return new ProblemError('own-draft');
    if (action === 'live' && (row.state === 'draft' || trials === 0) && row.state !== 'live' && row.state !== 'off') return new ProblemError('rule-untried');
    return new ProblemError('draft-state', { current: { state: row.state, version: row.version } });
  }

  private async put(tx: Tx, row: VersionRow, state: TriggerState, actor: Actor, note: string | null): Promise<VersionRow> {
    const now = this.clock.now();
    const [changed] = await tx.query<VersionRow>('update trigger_rule set state = $3, changed_at = $4, tried_at = coalesce(tried_at, $4), revision = revision + 1 where id = $1 and version = $2 returning *', [row.id, row.version, state, now]);
    await logRule(tx, row.id, row.version, state === 'live' ? 'enabled' : state === 'shadow' ? 'shadowed' : 'disabled', actor.id, now, note);
    return changed as VersionRow;
  }

  /** One change of rules at a time. */
  private locked<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtext('grid-dispatch trigger rules'))`);
      return run(tx);
    });
  }
}
