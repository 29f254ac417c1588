import { decide } from './decide.js';
import { replay } from './evolve.js';
import { mergeOutcome, olderFirst } from './merge-outcome.js';
import { at, context, filed, ID, LITTER, registration, say, Story } from './testing/county.js';
import { SYSTEM, type ReportId } from './vocabulary.js';

describe('what merging will do', () => {
  it('is what it then does', () => {
    for (const [when, severity] of [['2026-11-20 10:00', 2], ['2026-11-23 11:00', 4]] as const) {
      const master = filed(LITTER), other = new Story().by('member', when, registration({ report: 'r-2' as ReportId, reportedAt: at(when), severity }));
      if (when < '2026-11-23') other.by('dispatcher', when, say.triage(LITTER, severity));
      const said = mergeOutcome(master.case, other.case);
      const { clocks: { total }, severity: graver, reportedAt } = other.case;
      const taken = decide(ID, master.case, { type: 'attachReport', report: 'r-2' as ReportId, reportedAt, severity: graver, ...(total && { total }) }, context(at('2026-11-23 12:00'), SYSTEM, { code: 'absorbed', from: ID }));
      if (!taken.ok) throw new Error(taken.rejection.code);
      const after = replay(ID, [...master.history, ...taken.events]);
      expect({ reportedAt: after.reportedAt, severity: after.severity, totalDueAt: after.clocks.total?.dueAt ?? null, reports: after.reports.length }).toEqual({ reportedAt: said.reportedAt, severity: said.severity, totalDueAt: said.totalDueAt, reports: said.reports });
      expect(said.sooner).toBe(when < '2026-11-23');
    }
  });
  it('goes into the older one', () => {
    const a = { reportedAt: 2, number: 'B' }, b = { reportedAt: 1, number: 'C' }, c = { reportedAt: 2, number: 'A' };
    expect([olderFirst(a, b)[0], olderFirst(b, a)[0], olderFirst(a, c)[0]]).toEqual([b, b, c]);
  });
});
