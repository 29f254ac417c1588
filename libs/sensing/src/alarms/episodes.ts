import { SEVERITIES_OF_ALARMS, type AlarmSeverity, type AlarmTransition } from '#domain';
import { alarmId, rowKey } from './key.js';
import type { PartitionContext } from './writer.js';

/** What a record did to one alarm: a new one, or the last one of its key going on. Members that are null say nothing of it. */
export interface Episode {
  readonly key: string;
  /** Of a new alarm; null: the last of its key goes on. */
  readonly id: string | null;
  readonly rule: number;
  readonly series: number;
  severity: AlarmSeverity;
  worst: AlarmSeverity;
  since: number;
  raisedAt: number;
  value: number | null;
  openings: number;
  /** Opened (again) by this record. */
  opened: boolean;
  clearedAt: number | null;
  stale: boolean | null;
  flapping: boolean | null;
}

/** A line of an alarm's course. `episode`: index into the episodes. */
export interface EpisodeEvent { readonly n: number; readonly episode: number; readonly transition: AlarmTransition }

const worse = (a: AlarmSeverity, b: AlarmSeverity): AlarmSeverity => (SEVERITIES_OF_ALARMS.indexOf(a) >= SEVERITIES_OF_ALARMS.indexOf(b) ? a : b);

/** Folds the transitions of one journal record, in their order, into what becomes of each alarm. */
export function episodesOf(transitions: readonly AlarmTransition[], { partition, seq, rules, series }: PartitionContext): { episodes: Episode[]; events: EpisodeEvent[] } {
  const episodes: Episode[] = [], events: EpisodeEvent[] = [], current = new Map<string, number>();
  transitions.forEach((t, n) => {
    const rule = rules[t.rule], spec = series[t.series];
    if (rule === undefined || spec === undefined) throw new Error(`transition ${n} of ${partition}/${seq} names a rule or series that is not there`);
    const key = rowKey(rule, spec);
    let at = current.get(key);
    if (at === undefined || t.kind === 'raised') {
      at = episodes.push({ key, id: t.kind === 'raised' ? alarmId(partition, seq, n, key) : null, rule: t.rule, series: t.series, severity: t.severity, worst: t.severity, since: t.since, raisedAt: t.at, value: t.value, openings: t.openings, opened: false, clearedAt: null, stale: null, flapping: null }) - 1;
      current.set(key, at);
    }
    follow(episodes[at] as Episode, t);
    events.push({ n, episode: at, transition: t });
  });
  return { episodes, events };
}

function follow(e: Episode, t: AlarmTransition): void {
  e.severity = t.severity;
  e.worst = worse(e.worst, t.severity);
  e.value = t.value ?? e.value;
  e.openings = t.openings;
  switch (t.kind) {
    case 'raised': case 'reopened': e.opened = true; e.clearedAt = null; e.since = t.since; e.stale = false; break;
    case 'cleared': e.clearedAt = t.at; e.stale = false; break;
    case 'stale': e.stale = true; break;
    case 'fresh': e.stale = false; break;
    case 'flapping': e.flapping = true; break;
    case 'calm': e.flapping = false; break;
    case 'worsened': case 'eased': break;
  }
}
