import type { Figure } from '#contract';

export type Measure = Figure['measure'];

/**
 * What each event counts as, one line a measure, as a condition over `case_event e`. An event counts for the department that had the
 * case after it, on the county's local day of its moment. A new measure is one line here and one word in the contract.
 */
export const MEASURES: Readonly<Record<Measure, string>> = {
  reported: `e.type = 'CaseRegistered'`,
  filed: `e.type = 'CaseTriaged'`,
  dispatched: `e.type in ('CaseDispatched', 'OwnershipRuled')`,
  resolved: `e.type = 'CaseResolved'`,
  // By the handling clock as it stood when the department reported back, not by the closing (DOMAIN 4.6, 3).
  'resolved-on-time': `e.type = 'CaseResolved' and coalesce((e.clocks->'handling'->>'used')::numeric <= (e.clocks->'handling'->'limit'->>'amount')::numeric, true)`,
  // Forced closings and what was put right on the spot count as closed; refused, merged and voided cases do not (DOMAIN 4.6, 2).
  closed: `e.type = 'CaseClosed' and e.data->>'outcome' in ('fixed', 'self-handled', 'forced')`,
  forced: `e.type = 'CaseClosed' and e.data->>'outcome' = 'forced'`,
  // The one figure that a voided case is in: as long as it stays so.
  voided: `e.type = 'CaseClosed' and e.data->>'outcome' = 'voided' and c.outcome = 'voided'`,
  refused: `e.type = 'CaseClosed' and e.data->>'outcome' = 'refused'`,
  // What was not put right on the spot after all goes back to be filed: nobody has to do it once more.
  rework: `(e.type = 'CaseVerified' and not (e.data->>'passed')::boolean) or (e.type = 'CaseSentBack' and e.stage = 'handling')`,
  recurred: `e.type = 'RecurrenceLinked'`,
  returned: `e.type = 'RequestGranted' and e.data->>'kind' = 'return'`,
  escalated: `e.type = 'CaseEscalated'`,
};

/** Cases that count nowhere else: voided ones leave every figure but their own, merged ones are counted once, in their master. */
export const LEFT_OUT: readonly string[] = ['voided', 'merged'];

/** The figures of one local day, counted whole: `$1` the day. */
export const COUNTED = `select coalesce(e.department, '') as department, m.measure, count(*) as count
  from case_event e join cases c on c.id = e.case_id cross join lateral (values ${Object.entries(MEASURES).map(([measure, holds]) => `('${measure}', ${holds})`).join(', ')}) as m(measure, holds)
  where e.day = $1 and m.holds and (c.outcome is null or m.measure = 'voided' or not c.outcome in (${LEFT_OUT.map((o) => `'${o}'`).join(', ')}))
  group by 1, 2`;
