import type { CaseView, EventView } from '#contract';
import { elapsed, kindOf, taskClock, type Calendar, type Clock, type ClockKey, type EscalationRule, type EventType, type Instant, type Millis } from '#domain';

export type Rung = Pick<EscalationRule, 'id' | 'clock' | 'at' | 'level' | 'severities' | 'classes' | 'areas'>;
export interface Ladder { readonly rungs: readonly Rung[]; readonly calendar: Calendar }

const OF_DEPARTMENT: readonly ClockKey[] = ['acceptance', 'handling', 'verification', 'closure'];
/** After which facts a clock starts anew or gets another limit, so that its warnings may go off again; `all`: any clock that runs. */
const FRESH: Readonly<Partial<Record<EventType, readonly ClockKey[] | 'all'>>> = {
  ConfirmationAsked: ['confirmation'],
  CaseSelfHandled: ['closure'],
  CaseTriaged: ['total'],
  CaseDispatched: OF_DEPARTMENT,
  CaseHandedOn: ['acceptance'],
  OwnershipDisputed: ['disputed'],
  OwnershipRuled: OF_DEPARTMENT,
  RequestGranted: ['handling', 'dispatch'],
  CaseResolved: ['verification'],
  CaseVerified: ['handling'],
  CaseSentBack: ['triage', 'handling', 'closure'],
  CaseReopened: ['triage', 'confirmation', 'dispatch', ...OF_DEPARTMENT],
  ClocksRetimed: 'all',
};

/** The clocks on which an event lets warnings go off again. */
export function freshened(event: Pick<EventView, 'type' | 'data'>): readonly ClockKey[] | 'all' {
  return event.type === 'TaskVerified' ? [taskClock(Number(event.data['task']))] : (FRESH[event.type] ?? []);
}

/** Warnings that went off twice on one run of a clock, or that the clocks and the timeline do not agree on. */
export function doubled(view: CaseView): string[] {
  const faults: string[] = [];
  const since = new Map<ClockKey, Set<string>>();
  for (const event of view.timeline) {
    const fresh = freshened(event);
    if (fresh === 'all') since.clear();
    else for (const clock of fresh) since.delete(clock);
    if (event.type !== 'CaseEscalated') continue;
    const clock = event.data['clock'] as ClockKey, rule = String(event.data['rule']);
    const fired = since.get(clock) ?? new Set();
    if (fired.has(rule)) faults.push(`${rule} went off twice on one run of the ${clock} clock`);
    since.set(clock, fired.add(rule));
  }
  for (const [name, clock] of entries(view)) {
    if (new Set(clock.fired).size !== clock.fired.length) faults.push(`the ${name} clock lists a warning twice: ${clock.fired.join(', ')}`);
    for (const rule of clock.fired) if (!view.timeline.some((e) => e.type === 'CaseEscalated' && e.data['clock'] === name && e.data['rule'] === rule)) faults.push(`the ${name} clock says that ${rule} went off, the timeline does not`);
  }
  return faults;
}

/**
 * Warnings that should have gone off and did not: the present run of each clock, of the case, its tasks and its orders, against the ladder.
 * `grace`: so much of the clock's own time may pass before a warning counts as missing.
 */
export function missing(view: CaseView, ladder: Ladder, now: Instant, grace: Millis): string[] {
  const faults: string[] = [];
  for (const [name, clock] of entries(view)) {
    const used = clock.used + (clock.since === null ? 0 : elapsed(ladder.calendar, clock.since, now, clock.limit.unit));
    for (const rung of ladder.rungs) {
      if (rung.clock !== kindOf(name) || clock.fired.includes(rung.id) || !concerns(rung, view, clock)) continue;
      const late = lateBy(rung, name, clock, used, view, now);
      if (late > grace) faults.push(`${rung.id} was due ${Math.round(late / 1000)} s ago on the ${name} clock (${clock.since === null ? 'stopped' : 'running'}) and did not go off`);
    }
  }
  return faults;
}

/** How long ago the rung's moment was; negative while it is still to come. A call that nobody answers is timed on the wall, and only while its reason stands. */
function lateBy(rung: Rung, name: ClockKey, clock: Clock, used: Millis, view: CaseView, now: Instant): Millis {
  if ('share' in rung.at) return used - Math.round(clock.limit.amount * rung.at.share);
  if ('after' in rung.at) return used - rung.at.after;
  const { unacknowledged, within } = rung.at;
  const call = clock.since === null ? undefined : view.alerts.find((a) => a.rule === unacknowledged && a.clock === name && a.acknowledged === null);
  return call === undefined ? -Infinity : now - (call.at + within);
}

/** Whether the rung is meant for this case. On a clock that has stopped the case may have been graded otherwise then: what was never the same is not judged. */
function concerns({ severities, classes, areas }: Rung, view: CaseView, clock: Clock): boolean {
  if ((severities !== undefined || classes !== undefined) && clock.since === null && regraded(view)) return false;
  const begins = (id: string | null, prefixes: readonly string[] | undefined): boolean => prefixes === undefined || (id !== null && prefixes.some((p) => id.startsWith(p)));
  return (severities === undefined || severities.includes(view.severity)) && begins(view.classId, classes) && begins(view.cell, areas);
}

/** The case has had another severity or class before. */
const regraded = (view: CaseView): boolean => {
  const [first] = view.timeline;
  const graded = view.timeline.filter((e) => e.type === 'CaseTriaged' || (e.type === 'ReportAttached' && e.data['severity'] !== undefined));
  return graded.length > 1 || graded.some((e) => e.data['severity'] !== first?.data['severity'] || (e.type === 'CaseTriaged' && e.data['classId'] !== first?.data['classId']));
};

/** How many warnings have gone off on this case. */
export const escalations = (view: CaseView): number => view.timeline.filter((e) => e.type === 'CaseEscalated').length;

const entries = (view: CaseView): [ClockKey, Clock][] => Object.entries(view.clocks) as [ClockKey, Clock][];
