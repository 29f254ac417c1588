import type { CaseView } from '#contract';
import { elapsed, type Calendar, type ClockName, type Clock, type EscalationRule, type EventType, type Instant, type Millis } from '#domain';

export type Rung = Pick<EscalationRule, 'id' | 'clock' | 'at' | 'level' | 'severities'>;
export interface Ladder { readonly rungs: readonly Rung[]; readonly calendar: Calendar }

/** After which facts a clock starts anew or gets a longer limit, so that its warnings may go off again. */
export const FRESH: Readonly<Partial<Record<EventType, readonly ClockName[]>>> = {
  ConfirmationAsked: ['confirmation'],
  CaseDispatched: ['acceptance', 'handling', 'verification', 'closure'],
  OwnershipRuled: ['acceptance', 'handling', 'verification', 'closure'],
  RequestGranted: ['handling', 'dispatch'],
  CaseResolved: ['verification'],
  CaseVerified: ['handling'],
  CaseReopened: ['triage', 'confirmation', 'dispatch', 'acceptance', 'handling', 'verification', 'closure'],
};

/** Warnings that went off twice on one run of a clock, or that the clocks and the timeline do not agree on. */
export function doubled(view: CaseView): string[] {
  const faults: string[] = [];
  const since = new Map<ClockName, Set<string>>();
  for (const event of view.timeline) {
    for (const clock of FRESH[event.type] ?? []) since.delete(clock);
    if (event.type !== 'CaseEscalated') continue;
    const clock = event.data['clock'] as ClockName, rule = String(event.data['rule']);
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
 * Warnings that should have gone off and did not: the present run of each clock against the ladder.
 * `grace`: so much of the clock's own time may pass before a warning counts as missing.
 */
export function missing(view: CaseView, ladder: Ladder, now: Instant, grace: Millis): string[] {
  const faults: string[] = [];
  for (const [name, clock] of entries(view)) {
    const used = clock.used + (clock.since === null ? 0 : elapsed(ladder.calendar, clock.since, now, clock.limit.unit));
    for (const rung of ladder.rungs) {
      if (rung.clock !== name || clock.fired.includes(rung.id) || (rung.severities && !rung.severities.includes(view.severity))) continue;
      const at = 'share' in rung.at ? Math.round(clock.limit.amount * rung.at.share) : rung.at.after;
      if (used - at > grace) faults.push(`${rung.id} was due ${Math.round((used - at) / 1000)} s ago on the ${name} clock (${clock.since === null ? 'stopped' : 'running'}) and did not go off`);
    }
  }
  return faults;
}

/** How many warnings have gone off on this case. */
export const escalations = (view: CaseView): number => view.timeline.filter((e) => e.type === 'CaseEscalated').length;

const entries = (view: CaseView): [ClockName, Clock][] => Object.entries(view.clocks) as [ClockName, Clock][];
