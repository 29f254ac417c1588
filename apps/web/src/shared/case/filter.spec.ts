import type { CaseRow } from '#contract';
import fc from 'fast-check';
import { filterOf, keyOf, matches, queryOf, sortOf } from './filter.js';

const NOW = Date.UTC(2026, 10, 24, 1);
const row = (more: Partial<CaseRow> = {}): CaseRow => ({
  id: '0193b3a0-0000-7000-8000-000000000001' as CaseRow['id'], number: 'MD20261124-000001', version: 3, stage: 'handling', outcome: null, source: 'grid-member', classId: 'E0110' as CaseRow['classId'], conditionId: null, severity: 3,
  cell: '532323101001001' as CaseRow['cell'], place: null, text: 'A heap beside the road', department: 'SAN' as CaseRow['department'], coDepartments: [], assignee: null, dispatchedBy: null, handledBy: null, request: null, proposal: null, appeal: null, tasks: [], orders: [], alerts: [], onTheSpot: false, doubtful: false, confirmed: null, arrivedAt: null, rating: null, exempt: false, recurrenceOf: null, reports: 1, photos: [], level: 0, returns: 0,
  rework: 0, reportedAt: NOW - 3_600_000, closedAt: null, clock: 'handling', clockUnit: 'working', dueAt: NOW + 60_000, yellowAt: NOW - 60_000, provisional: false, totalDueAt: null, mergedInto: null, parked: null, ...more,
});

describe('the filter in the address', () => {
  it('comes back as it went', () => {
    fc.assert(fc.property(
      fc.record({
        stage: fc.subarray(['triage', 'handling', 'closed'] as const, { minLength: 1 }), light: fc.subarray(['red', 'yellow'] as const, { minLength: 1 }), severity: fc.subarray([1, 2, 3, 4] as const, { minLength: 1 }),
        source: fc.constant(['hotline'] as const), open: fc.constantFrom('true', 'false'), q: fc.string({ minLength: 1, maxLength: 100 }), since: fc.integer({ min: 946_684_800_001, max: NOW }), assignee: fc.constant('h-san-1'),
        counted: fc.constantFrom('handled-on-time-original', 'task-due'), whose: fc.constant('h-san-1'), lacking: fc.constantFrom('department', 'cell', 'class'),
      }, { requiredKeys: [] }),
      (filter) => { expect(filterOf(queryOf(filter as never) as never)).toEqual(filter); },
    ));
  });

  it('survives a mangled link: what is no value of the field is left out', () => {
    expect(filterOf({ stage: 'triage,nonsense,', severity: '2,9', classId: 'E0110,<b>', since: 'yesterday', open: 'perhaps', department: 'san' })).toEqual({ stage: ['triage'], severity: [2], classId: ['E0110'] });
    expect(sortOf({ sort: 'sideways' })).toBe('urgent');
  });

  it('has one key however its members are ordered', () => {
    expect(keyOf({ stage: ['handling', 'triage'], open: 'true' })).toBe(keyOf({ open: 'true', stage: ['triage', 'handling'] }));
    expect(keyOf({ open: 'true' })).not.toBe(keyOf({ open: 'false' }));
  });
});

describe('whether a changed row belongs to the list', () => {
  it.each([
    [{ stage: ['handling'] }, true], [{ stage: ['triage'] }, false], [{ light: ['yellow'] }, true], [{ light: ['red'] }, false], [{ department: ['SAN'] }, true], [{ department: ['MUN'] }, false],
    [{ open: 'true' }, true], [{ request: 'true' }, false], [{ q: 'HEAP' }, true], [{ q: '000001' }, true], [{ q: 'fire' }, false], [{ since: NOW }, false], [{ supervised: 'true' }, false], [{ supervised: 'false' }, true], [{ rework: 'false' }, true], [{ taskOf: 'WTR' }, false], [{ dueBefore: NOW + 60_001 }, true], [{ dueBefore: NOW + 60_000 }, false], [{ area: '532323101' }, true], [{ area: '532323102' }, false], [{ category: 'E01' }, true], [{ category: 'P' }, false], [{ for: 'SAN' }, true], [{ for: 'WTR' }, false], [{ stage: ['handling'], severity: [1] }, false],
  ] as const)('%j: %s', (filter, here) => { expect(matches(row(), filter as never, NOW)).toBe(here); });

  it('counts a department that only helps', () => {
    expect(matches(row({ coDepartments: ['MUN'] as never }), { department: ['MUN'] as never }, NOW)).toBe(true);
  });
});
