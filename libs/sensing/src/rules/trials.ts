import type { TrialView } from '#contract';
import { Directory, RULE_BOOK_RIGHTS as MAY } from '#directory';
import type { Actor, TriggerRule } from '#domain';
import { Clock, Database, ProblemError, uuid } from '#platform';
import { Injectable } from '@nestjs/common';
import { StoredHistory } from './history.js';
import { logRule, readVersion, readVersions, ruleOf } from './store.js';
import { Trial, type JudgedAlarm } from './trial.js';

/** A trial, as it is kept; names are looked up when it is shown. */
type Kept = Omit<TrialView, 'id' | 'by' | 'at'>;
interface Row { id: string; at: string; by_whom: string; result: Kept }
/** Alarms that a trial names. */
const NAMED = 200;
/** One at a time: a trial takes a core for as long as it runs. */
const LOCK = `select pg_try_advisory_xact_lock(hashtext('grid-dispatch trigger trial')) as mine`;

/** Runs versions of rules over stored history, beside the one in force. */
@Injectable()
export class Trials {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly directory: Directory, private readonly history: StoredHistory) {}

  /** @throws ProblemError not-found, no-right, still-running */
  async run(actor: Actor, id: string, version: number, from: number, to: number): Promise<TrialView> {
    if (!MAY.write.includes(actor.role)) throw new ProblemError('no-right');
    const row = await readVersion(this.database, id, version), live = (await readVersions(this.database, id)).find((v) => v.state === 'live');
    if (row === null || row.state === 'off') throw new ProblemError('not-found');
    return this.database.transaction(async (tx) => {
      const [lock] = await tx.query<{ mine: boolean }>(LOCK);
      if (lock?.mine !== true) throw new ProblemError('still-running');
      const own = await this.tried(ruleOf(row), from, to), against = live === undefined || live.version === version ? null : await this.tried(ruleOf(live), from, to), now = this.clock.now();
      const kept: Kept = { rule: id, version, from, to, figures: own.figures, against: against === null || live === undefined ? null : { version: live.version, ...against }, examples: own.examples };
      const [made] = await tx.query<Row>('insert into trigger_trial (id, rule, version, at, by_whom, result) values ($1, $2, $3, $4, $5, $6) returning id, at, by_whom, result', [uuid(), id, version, now, actor.id, JSON.stringify(kept)]);
      // What was tried stands: a change is another version.
      await tx.query('update trigger_rule set tried_at = coalesce(tried_at, $3) where id = $1 and version = $2', [id, version, now]);
      await logRule(tx, id, version, 'tried', actor.id, now);
      return this.view(made as Row);
    });
  }

  /** The last trial of each version of these rules, by `rule@version`; `n`: how many there were. */
  async last(rules: readonly string[]): Promise<ReadonlyMap<string, { readonly trial: TrialView; readonly n: number }>> {
    const rows = await this.database.query<Row & { n: number }>('select distinct on (rule, version) id, at, by_whom, result, count(*) over (partition by rule, version)::int as n from trigger_trial where rule = any($1) order by rule, version, at desc', [rules]);
    return new Map(rows.map((r) => [`${r.result.rule}@${r.result.version}`, { trial: this.view(r), n: r.n }]));
  }

  private async tried(rule: TriggerRule, from: number, to: number): Promise<Pick<Kept, 'figures' | 'examples'>> {
    const series = await this.history.seriesOf(rule), trial = new Trial(rule, series);
    for await (const readings of this.history.readings(series, rule, from, to)) trial.take(readings);
    trial.end(to);
    return {
      figures: trial.figures(await this.judged(rule.id, from, to)),
      examples: trial.alarms.slice(0, NAMED).map((a) => ({ device: series[a.series]?.spec.device ?? '', metric: rule.scope.metric, raisedAt: a.raisedAt, clearedAt: a.clearedAt, worst: a.worst, value: a.value })),
    };
  }

  /** What people said of alarms of the rule, whatever its version. */
  private async judged(rule: string, from: number, to: number): Promise<JudgedAlarm[]> {
    const rows = await this.database.query<{ device: string; metric: string; since: string; cleared_at: string | null; verdict: boolean }>('select device, metric, since, cleared_at, verdict from alarm where rule = $1 and verdict is not null and raised_at between $2 and $3', [rule, from, to]);
    return rows.map((r) => ({ device: r.device, metric: r.metric, from: Number(r.since), to: Number(r.cleared_at ?? to), so: r.verdict }));
  }

  /** Trials of an earlier release kept no alarms of the version in force. */
  private view({ id, at, by_whom, result }: Row): TrialView { return { ...result, against: result.against === null ? null : { ...result.against, examples: result.against.examples ?? [] }, id, at: Number(at), by: { id: by_whom, name: this.directory.name(by_whom) } }; }
}
