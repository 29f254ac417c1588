import type { TriggerRule, SeriesSpec } from './rule.js';

/** An alarm that may inhibit others, or be inhibited: of which rule, at which gateway, cell and asset. */
export interface Inhibiting { readonly rule: string; readonly place: Pick<SeriesSpec, 'gateway' | 'cell' | 'asset'> }

const KINDS = ['gateway', 'cell', 'asset'] as const;

/**
 * Which alarms are inhibited because another one fires at the same gateway, cell or asset. Counts by rule and place, so a question costs as many look-ups as the rule names sources, however many alarms fire.
 * Alarms that are inhibited are evaluated and kept like any other; only what is done about them waits.
 */
export class Inhibitions {
  private readonly firing = new Map<string, number>();

  /** A source begins to fire. */
  begin(source: Inhibiting): void { this.count(source, 1); }
  /** A source that has begun before has ended. */
  end(source: Inhibiting): void { this.count(source, -1); }

  /** The first source that inhibits an alarm of the rule at that place; null: none. */
  by(rule: Pick<TriggerRule, 'id' | 'action'>, place: Inhibiting['place']): string | null {
    const found = rule.action.inhibitedBy?.find(({ rule: source, equal }) => source !== rule.id && place[equal] !== null && (this.firing.get(name(source, equal, place[equal])) ?? 0) > 0);
    return found?.rule ?? null;
  }

  private count({ rule, place }: Inhibiting, by: 1 | -1): void {
    for (const kind of KINDS) {
      if (place[kind] === null) continue;
      const key = name(rule, kind, place[kind]), count = (this.firing.get(key) ?? 0) + by;
      if (count <= 0) this.firing.delete(key);
      else this.firing.set(key, count);
    }
  }
}

const name = (rule: string, kind: (typeof KINDS)[number], value: string): string => `${rule} ${kind} ${value}`;

/** How long to wait before anything is done about a new alarm, so that a source which comes a little later can still inhibit it. Milliseconds. */
export const settleTime = (rule: Pick<TriggerRule, 'action'>): number => Math.max(0, ...(rule.action.inhibitedBy ?? []).map((i) => i.settle));
