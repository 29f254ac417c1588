import { SENT_COMMANDS } from '#contract';
import { allowed, ROLES, STAGES, type Actor, type CellId, type DepartmentId, type Standing, type UserId } from '#domain';
import { FACES, offered } from './commands.js';

const SAN = 'SAN' as DepartmentId, CELL = '532323101001001' as CellId;
const LIST_KEYS = ['j', 'k', 'x', '.', '?', '/', 'n'];

describe('the buttons of a case', () => {
  it('exist for every command that can be sent, and for nothing else', () => {
    expect(Object.keys(FACES).sort()).toEqual([...SENT_COMMANDS].sort());
    expect(offered(['escalate', 'note', 'register', 'dispatch'])).toEqual(['dispatch', 'note']);
  });

  it('never share a key where they stand together, nor take one from the list', () => {
    for (const stage of STAGES) for (const role of ROLES) for (const requested of [true, false]) {
      const standing: Standing = { stage, department: SAN, coDepartments: [], assignee: 'me' as UserId, cell: CELL, dispatchedBy: null, request: requested ? ({ kind: 'return' } as NonNullable<Standing['request']>) : null };
      const actor: Actor = { id: 'me' as UserId, role, department: SAN, cells: [CELL] };
      const keys = offered(allowed(standing, actor)).map((type) => FACES[type].key).filter((key) => key !== undefined);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.filter((key) => LIST_KEYS.includes(key))).toEqual([]);
    }
  });
});
