import type { Outcome, Verdict } from '../vocabulary.js';

/** What people's doing with a case says about its alarms: true, false, or null where it says nothing. `unfounded`: reason codes of refusals that mean it was not so. */
export function verdictOf(c: { readonly outcome: Outcome | null; readonly confirmed: Verdict | null; readonly reason: string | null }, unfounded: readonly string[]): boolean | null {
  switch (c.outcome) {
    case 'fixed': case 'self-handled': case 'forced': return true;
    case 'voided': return false;
    case 'refused': return c.reason !== null && unfounded.includes(c.reason) ? false : confirmed(c.confirmed);
    // It was over before anybody looked; merged, the other case says.
    case 'recovered': case 'merged': case null: return confirmed(c.confirmed);
  }
}

const confirmed = (v: Verdict | null): boolean | null => (v === 'true' ? true : v === 'false' ? false : null);
