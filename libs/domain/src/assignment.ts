import { HOUR } from './calendar.js';
import { distance } from './distance.js';
import type { Instant, Place, UserId } from './vocabulary.js';

/** A person of a department as far as giving out work goes. */
export interface Colleague {
  readonly id: UserId;
  readonly onDuty: boolean;
  /** Classes, or their first digits (`E01`, `P`), that the person is trained for; empty: everything alike. */
  readonly skills: readonly string[];
  /** Open cases and tasks in hand. */
  readonly load: number;
  /** Where the person was last known to be; null when unknown. */
  readonly place: Place | null;
  /** When work was last given to the person; null: never. */
  readonly lastGivenAt: Instant | null;
}

/** What spoke for a person, for everybody who asks why. */
export type Merit =
  | { readonly code: 'on-duty' }
  | { readonly code: 'skilled'; readonly skill: string }
  | { readonly code: 'load'; readonly open: number }
  | { readonly code: 'near'; readonly metres: number }
  | { readonly code: 'idle'; readonly hours: number | null };

export interface Assignment {
  readonly person: UserId;
  readonly score: number;
  readonly merits: readonly Merit[];
}

/** What each merit weighs, in open cases: a skill is worth two cases less in hand, five kilometres cost one, a day without new work earns one. */
const WEIGHT = { skill: 2, perCase: -1, perKilometre: -0.2, perIdleHour: 1 / 24, mostIdleHours: 72, unknownKilometres: 3 } as const;

/**
 * Who of a department should have a piece of work, the best first: those on duty only, by skill, present load and distance, and fair over
 * time (whoever waited longest goes before equals). The same question gets the same answer.
 */
export function assignments(team: readonly Colleague[], work: { readonly classId: string | null; readonly place: Place | null; readonly now: Instant }): readonly Assignment[] {
  return team.filter((p) => p.onDuty).map((p): Assignment => {
    const skill = p.skills.filter((s) => work.classId?.startsWith(s)).sort((a, b) => b.length - a.length)[0];
    const metres = work.place && p.place ? distance(work.place, p.place) : null;
    const hours = p.lastGivenAt === null ? null : Math.max(0, (work.now - p.lastGivenAt) / HOUR);
    const kilometres = metres === null ? WEIGHT.unknownKilometres : metres / 1000;
    return {
      person: p.id,
      score: (skill === undefined ? 0 : WEIGHT.skill) + WEIGHT.perCase * p.load + WEIGHT.perKilometre * kilometres + WEIGHT.perIdleHour * Math.min(hours ?? WEIGHT.mostIdleHours, WEIGHT.mostIdleHours),
      merits: [
        { code: 'on-duty' }, ...(skill === undefined ? [] : [{ code: 'skilled', skill } as const]), { code: 'load', open: p.load },
        ...(metres === null ? [] : [{ code: 'near', metres: Math.round(metres) } as const]), { code: 'idle', hours: hours === null ? null : Math.round(hours) },
      ],
    };
  }).sort((a, b) => b.score - a.score || waited(team, a) - waited(team, b) || (a.person < b.person ? -1 : 1));
}

/** Idle hours count up to a limit; beyond it, whoever got work longest ago still goes first. */
const waited = (team: readonly Colleague[], { person }: Assignment): number => team.find((p) => p.id === person)?.lastGivenAt ?? Number.MIN_SAFE_INTEGER;
