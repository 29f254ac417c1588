import { evolve, type CaseEvent } from '#domain';
import type { Directory, RuleBook } from '#directory';
import type { NewNotice } from '#notices';
import type { Change, Held, Settled } from '../store/held.js';
import { noticesOf } from './tell.js';

/** What a report brings along besides what the log keeps. */
export type Brought = Pick<Held, 'photos' | 'reporters'>;

export const NOTHING_BROUGHT: Brought = { photos: [], reporters: [] };

/** What becomes of a case by these facts. */
export function changed(before: Held, fresh: boolean, events: readonly CaseEvent[], more: Brought, settled: (after: Held['case']) => Settled): Change {
  let c = before.case;
  const states = events.map((e) => (c = evolve(c, e)));
  return {
    fresh, events, states, before, settled: settled(c),
    after: { case: c, photos: union(before.photos, more.photos), reporters: union(before.reporters, more.reporters) },
  };
}

/** The notices of a change, event by event. */
export function tellingOf(change: Change, who: Directory, book: RuleBook): NewNotice[] {
  return change.events.flatMap((event, i) => noticesOf(change.states[i - 1] ?? change.before.case, event, change.states[i] ?? change.after.case, change.after.reporters, who, book));
}

const union = (a: readonly string[], b: readonly string[]): readonly string[] => (b.length === 0 ? a : [...new Set([...a, ...b])]);
