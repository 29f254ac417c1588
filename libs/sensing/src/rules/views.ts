import type { TriggerRuleInFull, TriggerRuleRow, TriggerVersionView } from '#contract';
import { Directory, type RuleNames } from '#directory';
import { creditOf, type Actor, type Credit, type RuleAct } from '#domain';
import { Clock, Database, ProblemError } from '#platform';
import { Injectable } from '@nestjs/common';
import { verdictsOn } from '../alarms/trust.js';
import { allowedOn } from './rules.js';
import { readVersions, type VersionRow } from './store.js';
import { Trials } from './trials.js';

const WEEK = 7 * 86_400_000;

/** Trigger rules as people see them. */
@Injectable()
export class RuleViews implements RuleNames {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly directory: Directory, private readonly trials: Trials) {}

  async list(): Promise<TriggerRuleRow[]> {
    const byId = new Map<string, VersionRow[]>();
    for (const v of await readVersions(this.database)) byId.set(v.id, [...(byId.get(v.id) ?? []), v]);
    const counts = new Map((await this.database.query<{ rule: string; firing: number; week: number }>('select rule, count(*) filter (where cleared_at is null)::int as firing, count(*) filter (where raised_at > $1)::int as week from alarm where not trial and (cleared_at is null or raised_at > $1) group by rule', [this.clock.now() - WEEK])).map((r) => [r.rule, r]));
    return Promise.all([...byId].map(async ([id, versions]): Promise<TriggerRuleRow> => {
      const of = (state: VersionRow['state']): number | null => versions.find((v) => v.state === state)?.version ?? null;
      const shown = versions.find((v) => v.state === 'live') ?? (versions[0] as VersionRow), { name, action, scope, unit } = shown.content;
      return { id, name, live: of('live'), shadow: of('shadow'), draft: of('draft'), policy: action.policy, classId: action.classId, metric: scope.metric, unit, credit: viewOf(await this.credit(shown)), firing: counts.get(id)?.firing ?? 0, raised7d: counts.get(id)?.week ?? 0 };
    }));
  }

  async named(): ReturnType<RuleNames['named']> {
    const rows = await this.database.query<{ id: string; name: { zh: string; en: string } }>(`select distinct on (id) id, content->'name' as name from trigger_rule order by id, version desc`);
    return new Map(rows.map((r) => [r.id, r.name]));
  }

  /** @throws ProblemError not-found */
  async show(id: string, actor: Actor): Promise<TriggerRuleInFull> {
    const versions = await readVersions(this.database, id);
    if (versions.length === 0) throw new ProblemError('not-found');
    const log = await this.database.query<{ at: string; by_whom: string | null; act: RuleAct; version: number; note: string | null }>('select at, by_whom, act, version, note from trigger_rule_log where rule = $1 order by id desc limit 500', [id]);
    return { id, versions: await Promise.all(versions.map((v) => this.version(v, actor))), log: log.map((l) => ({ at: Number(l.at), by: this.person(l.by_whom), act: l.act, version: l.version, note: l.note })) };
  }

  async version(v: VersionRow, actor: Actor): Promise<TriggerVersionView> {
    const last = (await this.trials.last([v.id])).get(`${v.id}@${v.version}`);
    return {
      version: v.version, state: v.state, rule: v.content, revision: v.revision, note: v.note, author: this.person(v.author), changedAt: Number(v.changed_at), credit: viewOf(await this.credit(v)), trial: last?.trial ?? null, allowed: allowedOn(v, last?.n ?? 0, actor),
    };
  }

  private async credit({ id, version, content: { action } }: VersionRow): Promise<Credit> { return creditOf(action.policy, action.earned, await verdictsOn(this.database, id, version)); }
  private person(id: string | null): { id: string; name: string } | null { return id === null ? null : { id, name: this.directory.name(id) }; }
}

const viewOf = ({ judged, truths, sure, needed, automation, why }: Credit): TriggerRuleRow['credit'] => ({ judged, truths, sure, needed: { ...needed }, automation, why });
