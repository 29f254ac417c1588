import type { TriggerRule } from '#domain';
import { Database } from '#platform';
import { Injectable } from '@nestjs/common';
import { judgedAs } from '../alarms/key.js';
import type { RuleSource } from '../alarms/writer.js';
import { readVersion, ruleOf, type VersionRow } from './store.js';

/** Said when a rule was put in force, on trial or switched off. */
export const RULES = 'trigger-rules';

/** The rules as the engine and the alarms meet them. */
@Injectable()
export class RulesInForce implements RuleSource {
  private readonly known = new Map<string, TriggerRule>();

  constructor(private readonly database: Database) {}

  /** Those in force and on trial, always in the same order. `revision` changes with each of them. */
  async current(): Promise<{ readonly revision: string; readonly rules: readonly TriggerRule[] }> {
    const rows = await this.database.query<Pick<VersionRow, 'id' | 'content' | 'version' | 'state'>>(`select id, content, version, state from trigger_rule where state in ('live', 'shadow') order by id, version`);
    return { revision: rows.map((r) => `${r.id}@${r.version}${r.state === 'shadow' ? '?' : ''}`).join(' '), rules: rows.map((r) => judgedAs(ruleOf(r))) };
  }

  /** A version that was tried: it never changes, so it is read once. @throws Error when there is none */
  async version(id: string, version: number): Promise<TriggerRule> {
    const key = `${id}@${version}`, known = this.known.get(key);
    if (known !== undefined) return known;
    const row = await readVersion(this.database, id, version);
    if (row === null) throw new Error(`there is no version ${version} of the rule ${id}`);
    if (this.known.size > 5_000) this.known.clear();
    const rule = ruleOf(row);
    this.known.set(key, rule);
    return rule;
  }
}
