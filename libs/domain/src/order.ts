import type { Limit } from './calendar.js';
import { orderClock, type ClockKey, type Clocks, type OrderClock } from './clock.js';
import type { Instant, Role, Stage, UserId } from './vocabulary.js';

/** A supervision order (督办): what is demanded, and a duty to reply within a limit of its own (`order-<id>`). */
export interface Order {
  readonly id: number;
  readonly demand: string;
  readonly limit: Limit;
  readonly by: UserId;
  readonly at: Instant;
  /** The escalation rule that gave it; null when a person did. */
  readonly rule: string | null;
  readonly reply: { readonly by: UserId; readonly at: Instant; readonly text: string } | null;
}

/** Orders wait for their reply in every open stage. */
export const runningOrders = (stage: Stage, orders: readonly Order[]): OrderClock[] => (stage === 'closed' ? [] : orders.filter((o) => o.reply === null).map((o) => orderClock(o.id)));

/** A rung of the ladder that went off and wants somebody to say "I have it". */
export interface Alert {
  readonly rule: string;
  readonly clock: ClockKey;
  readonly level: number;
  readonly at: Instant;
  /** Who may acknowledge; empty: nobody is asked to. */
  readonly by: readonly Role[];
  readonly acknowledged: { readonly by: UserId; readonly at: Instant } | null;
}

/** The reason still stands: the clock runs on, and on the same run on which the rung went off. */
export const stands = (a: Pick<Alert, 'clock' | 'rule'>, clocks: Clocks): boolean => {
  const clock = clocks[a.clock];
  return clock !== undefined && clock.since !== null && clock.fired.includes(a.rule);
};
