import type { Deed } from '#contract';
import { taskClock, type CaseEvent, type ClockKey, type Instant, type UserId } from '#domain';
import { lateBy, type Fact, type Life } from './life.js';

/** Something a person did in a case. */
export interface Did { readonly deed: Deed; readonly person: UserId; readonly at: Instant }

/** What people did in a case, each deed once a case and person: the first time counts. Figures for the person alone; nobody is ranked by them. */
export function deedsOf(life: Life): readonly Did[] {
  const { c, log } = life;
  const found = new Map<string, Did>();
  const add = (deed: Deed, { by, at }: CaseEvent): void => { const key = `${deed} ${by}`; if (!found.has(key)) found.set(key, { deed, person: by, at }); };
  const timed = (deed: Deed & ('confirmed' | 'verified' | 'handled' | 'tasks'), fact: Fact, clock: ClockKey): void => {
    const e = fact.event;
    if (!found.has(`${deed} ${e.by}`) && lateBy(life, clock, fact) === null) add(`${deed}-on-time`, e);
    add(deed, e);
  };
  for (const fact of log) {
    const e = fact.event;
    if (e.role === 'system' || e.role === 'device' || e.role === 'citizen') continue;
    switch (e.type) {
      case 'CaseRegistered': case 'ReportAttached':
        if (c.outcome === 'voided') break;
        add('reported', e);
        if (c.outcome === 'refused') add('refused', e);
        else if (c.terms !== null || log.some((f) => f.event.type === 'CaseTriaged')) add('filed', e);
        break;
      case 'ReportConfirmed': timed('confirmed', fact, 'confirmation'); break;
      case 'CaseVerified': timed('verified', fact, 'verification'); break;
      case 'CaseResolved': timed('handled', fact, 'handling'); break;
      case 'TaskFinished': timed('tasks', fact, taskClock(e.data.task)); break;
      default: break;
    }
  }
  return [...found.values()];
}
