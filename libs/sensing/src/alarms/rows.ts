import type { AlarmTransition, TriggerRule } from '#domain';
import { Hints, Work, type Tx } from '#platform';
import { Injectable } from '@nestjs/common';
import { SENSING_NEWS } from '../news/feed.js';
import { episodesOf, type Episode } from './episodes.js';
import { alarmId, knownAs } from './key.js';
import { POKE_ALL } from './wishes.js';
import type { AlarmWriter, PartitionContext } from './writer.js';

const COLUMNS = `n int, id uuid, key text, rule text, version int, trial boolean, policy text, class_id text, device text, metric text, unit text, asset text, gateway text, cell text, township text, severity text, worst text, value double precision, since bigint, raised_at bigint, openings int, opened boolean, cleared_at bigint, stale boolean, flapping boolean`;
const recordset = `jsonb_to_recordset($1::jsonb) as r(${COLUMNS})`;
/** How grave, as a number. */
const rank = (column: string): string => `array_position(array['notice', 'warning', 'critical'], ${column})`;

/** New alarms. One of a key that is open already goes on instead: no two are ever open. */
const RAISED = `insert into alarm as a (id, key, rule, version, trial, policy, class_id, device, metric, unit, asset, gateway, cell, township, severity, worst, value, since, raised_at, opened_at, cleared_at, changed_at, openings, stale, flapping, wants_at)
  select id, key, rule, version, trial, policy, class_id, device, metric, unit, asset, gateway, cell, township, severity, worst, value, since, raised_at, $2, cleared_at, $2, openings, coalesce(stale, false), coalesce(flapping, false), case when trial then null else $2::bigint end
  from ${recordset} order by n
  on conflict (key) where cleared_at is null do update set rule = excluded.rule, version = excluded.version, severity = excluded.severity, worst = case when ${rank('excluded.worst')} > ${rank('a.worst')} then excluded.worst else a.worst end, value = coalesce(excluded.value, a.value),
    openings = greatest(a.openings, excluded.openings), cleared_at = excluded.cleared_at, changed_at = $2, stale = excluded.stale, flapping = excluded.flapping, wants_at = case when a.trial then null else $2::bigint end
  returning id, key`;
/** Alarms that go on: the last of each key. A case that has it looks again. */
const MOVED = `with r as materialized (select r.*, l.id as of from ${recordset} cross join lateral (select id from alarm where key = r.key order by raised_at desc, cleared_at desc nulls first limit 1) l),
  a as (update alarm a set rule = r.rule, version = r.version, policy = r.policy, class_id = r.class_id, severity = r.severity, worst = case when ${rank('r.worst')} > ${rank('a.worst')} then r.worst else a.worst end, value = coalesce(r.value, a.value), openings = r.openings,
      since = case when r.opened then r.since else a.since end, opened_at = case when r.opened then $2::bigint else a.opened_at end, cleared_at = case when r.opened then r.cleared_at else coalesce(r.cleared_at, a.cleared_at) end, changed_at = $2, stale = coalesce(r.stale, a.stale), flapping = coalesce(r.flapping, a.flapping),
      wants_at = case when a.trial then null else $2::bigint end, parked_at = null, parked_reason = null
    from r where a.id = r.of returning a.id, a.key, a.case_id),
  w as (update alarm_watch w set look_at = $2 from a where w.case_id = a.case_id)
  select id, key from a`;
const EVENTS = `insert into alarm_event (partition, seq, n, alarm_id, kind, severity, at, since, received_at, value)
  select $2, $3, r.n, r.alarm, r.kind, r.severity, r.at, r.since, $4, r.value from jsonb_to_recordset($1::jsonb) as r(n int, alarm uuid, kind text, severity text, at bigint, since bigint, value double precision) on conflict do nothing`;

/** Alarm rows, a few statements a journal record however many alarms it moves. */
@Injectable()
export class AlarmRows implements AlarmWriter {
  constructor(private readonly work: Work, private readonly hints: Hints) {}

  async write(tx: Tx, transitions: readonly AlarmTransition[], context: PartitionContext): Promise<void> {
    if (transitions.length === 0) return;
    const { partition, seq, receivedAt } = context;
    // The same record again: everything stands already.
    const [before] = await tx.query('select 1 from alarm_event where partition = $1 and seq = $2 limit 1', [partition, String(seq)]);
    if (before !== undefined) return;
    const { episodes, events } = episodesOf(transitions, context), ids: (string | undefined)[] = [];
    // What went on before a new one of its key began, then the new ones: at most one of a key at a time, so that each statement moves a row once.
    for (const wave of wavesOf(episodes)) {
      const fresh = wave.filter((i) => episodes[i]?.id !== null), old = wave.filter((i) => episodes[i]?.id === null);
      for (const [statement, which] of [[MOVED, old], [RAISED, fresh]] as const) {
        if (which.length === 0) continue;
        const rows = which.map((i) => rowOf(episodes[i] as Episode, i, context)), at = new Map(which.map((i) => [episodes[i]?.key, i]));
        for (const { id, key } of await tx.query<{ id: string; key: string }>(statement, [JSON.stringify(rows), receivedAt], statement === MOVED ? 'alarm moved' : 'alarm raised')) ids[at.get(key) ?? -1] = id;
        if (statement === RAISED) continue;
        // One that goes on and is not there began before there were rows of its key: it begins here.
        const lost = which.filter((i) => ids[i] === undefined);
        for (const i of lost) (episodes[i] as { id: string | null }).id = alarmId(partition, seq, i, episodes[i]?.key ?? '');
        fresh.push(...lost.filter((i) => episodes[i]?.clearedAt === null));
      }
    }
    // Of what ended and never had a row there is nothing to tell.
    const lines = events.flatMap(({ n, episode, transition: t }) => (ids[episode] === undefined ? [] : [{ n, alarm: ids[episode], kind: t.kind, severity: t.severity, at: t.at, since: t.since, value: t.value }]));
    if (lines.length > 0) await tx.query(EVENTS, [JSON.stringify(lines), partition, String(seq), receivedAt], 'alarm events');
    tx.afterCommit(() => this.hints.publish(SENSING_NEWS));
    tx.afterCommit(() => { for (const id of ids.slice(0, POKE_ALL)) if (id !== undefined) this.work.poke('trigger', `alarm/${id}`); });
  }
}

/** Episodes by their turn within their key: the first of every key, the second … */
function wavesOf(episodes: readonly Episode[]): number[][] {
  const waves: number[][] = [], turns = new Map<string, number>();
  episodes.forEach(({ key }, i) => {
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    (waves[turn] ??= []).push(i);
  });
  return waves;
}

function rowOf(e: Episode, n: number, { rules, series }: PartitionContext): Record<string, unknown> {
  const rule = rules[e.rule] as TriggerRule, spec = series[e.series] as PartitionContext['series'][number];
  return {
    n, id: e.id, key: e.key, rule: knownAs(rule.id), version: rule.version, trial: rule.state === 'shadow', policy: rule.action.policy, class_id: rule.action.classId, device: spec.device, metric: spec.metric, unit: rule.unit, asset: spec.asset, gateway: spec.gateway, cell: spec.cell,
    township: spec.cell?.slice(0, 9) ?? null, severity: e.severity, worst: e.worst, value: e.value, since: e.since, raised_at: e.raisedAt, openings: e.openings, opened: e.opened, cleared_at: e.clearedAt, stale: e.stale, flapping: e.flapping,
  };
}
