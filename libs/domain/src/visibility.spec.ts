import { CELL, EVERYONE, NEXT_CELL, PEOPLE, SAN, UM, WTR } from './testing/county.js';
import { sees, SIGHT, type Whereabouts } from './visibility.js';
import { allowed } from './decide.js';
import { unborn, type Case } from './case.js';
import { ID } from './testing/county.js';
import { OPEN, ROLES, type DepartmentId } from './vocabulary.js';

const at = (more: Partial<Whereabouts> = {}): Whereabouts => ({ department: SAN, coDepartments: [], cell: CELL, reporters: [], ...more });
const who = (w: Whereabouts): string[] => EVERYONE.filter((p) => sees(p, w)).map((p) => p.id);
const CENTRE = ['disp-1', 'disp-2', 'sup-1', 'leader-1', 'op-1', 'system'];

describe('who sees a case', () => {
  it.each<[string, Whereabouts, readonly string[]]>([
    ['of a department, in a cell', at(), ['gm-101', 'h-san-1', 'h-san-2', 'lead-san']],
    ['with a co-department', at({ coDepartments: [UM, WTR] }), ['gm-101', 'h-san-1', 'h-san-2', 'lead-san', 'h-wtr-1', 'lead-wtr']],
    ['of nobody yet', at({ department: null }), ['gm-101']],
    ['in another cell', at({ department: null, cell: NEXT_CELL }), ['gm-102']],
    ['outside every cell', at({ department: null, cell: null }), []],
    ['reported by a member of another cell', at({ department: null, reporters: [PEOPLE.neighbour.id] }), ['gm-101', 'gm-102']],
  ])('%s', (_, w, others) => expect(who(w).sort()).toEqual([...CENTRE, ...others].sort()));

  it('is said for every role; machines see nothing', () => {
    expect(Object.keys(SIGHT).sort()).toEqual([...ROLES].sort());
    expect(sees(PEOPLE.device, at({ reporters: [PEOPLE.device.id] }))).toBe(false);
  });

  it('is not a person without a department', () => expect(sees({ id: PEOPLE.handler.id, role: 'handler' }, at({ department: null, coDepartments: [] }))).toBe(false));

  it('includes whoever has a button on it', () => {
    for (const stage of OPEN) for (const cell of [CELL, NEXT_CELL, null]) for (const department of [SAN, WTR, null]) for (const coDepartments of [[], [UM, WTR]] as DepartmentId[][]) {
      const c: Case = { ...unborn(ID), version: 1, stage, cell, department, coDepartments, assignee: department === SAN ? PEOPLE.handler.id : null };
      for (const p of EVERYONE) if (allowed(c, p).length > 0) expect(sees(p, { department, coDepartments, cell, reporters: [] })).toBe(true);
    }
  });
});
