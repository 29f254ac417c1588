import { SENT_COMMANDS } from '#contract';
import { allowed, LEVELS, ROLES, STAGES, TASK_KINDS, TASK_STATES, type Actor, type CellId, type DepartmentId, type Standing, type UserId } from '#domain';
import { arranged, FACES, keyOf, offered } from './commands.js';

const SAN = 'SAN' as DepartmentId, CELL = '532323101001001' as CellId, ME = 'me' as UserId;
const LIST_KEYS = ['j', 'k', 'x', '.', '?', '/', 'n', 't', 'z'];
/** A case on which everything that can be pending is pending. */
const standing = (stage: Standing['stage'], more: Partial<Standing> = {}): Standing => ({
  stage, outcome: null, department: SAN, coDepartments: [], assignee: ME, cell: CELL, dispatchedBy: null, handledBy: null, onTheSpot: false, arrivedAt: null, rating: null, request: null, proposal: null, appeal: null,
  tasks: TASK_KINDS.flatMap((kind, i) => TASK_STATES.map((state, j) => ({ id: i * 10 + j, kind, department: SAN, state, doneBy: null, arrivedAt: null }))), orders: [{ id: 1, reply: null }],
  alerts: [{ rule: 'h80', clock: 'handling', by: [...ROLES], acknowledged: null }], ...more,
});

describe('the buttons of a case', () => {
  it('exist for every command that can be sent, and for nothing else', () => {
    expect(Object.keys(FACES).sort()).toEqual([...SENT_COMMANDS].sort());
    expect(offered(['escalate', 'note', 'register', 'dispatch'])).toEqual(['dispatch', 'note']);
  });

  it('never share a key where they stand together, nor take one from the list', () => {
    const pending: Partial<Standing>[] = [{}, { request: { kind: 'extension', endorsed: true } as NonNullable<Standing['request']> }, { request: { kind: 'extension', endorsed: false } as NonNullable<Standing['request']>, proposal: { kind: 'voided', by: 'x' as UserId } }, { proposal: { kind: 'forced', by: 'x' as UserId } }, { outcome: 'merged' }, { outcome: 'fixed', appeal: { state: 'open', votes: [] } }, { outcome: 'fixed' }];
    for (const stage of STAGES) for (const role of ROLES) for (const level of [undefined, ...LEVELS]) for (const more of pending) {
      const actor: Actor = { id: ME, role, department: SAN, cells: [CELL], ...(level !== undefined && { level }) };
      const types = offered(allowed(standing(stage, { ...more, ...(role === 'supervisor' && { assignee: null }) }), actor));
      const keys = types.map((type) => keyOf(type, types)).filter((key) => key !== undefined);
      expect({ stage, role, types, repeated: keys.filter((key, i) => keys.indexOf(key) !== i) }).toEqual({ stage, role, types, repeated: [] });
      expect(keys.filter((key) => LIST_KEYS.includes(key))).toEqual([]);
    }
  });

  it('answer what waits with Y and U, whatever else is offered', () => {
    const asked = { request: { kind: 'extension', endorsed: true } as NonNullable<Standing['request']> };
    for (const role of ['dispatcher', 'supervisor'] as const) {
      const types = offered(allowed(standing('handling', asked), { id: ME, role, department: SAN, cells: [CELL] }));
      expect({ grant: keyOf('grant', types), decline: keyOf('decline', types), urge: types.includes('urge') && keyOf('urge', types) }).toEqual({ grant: 'y', decline: 'u', urge: undefined });
      const quiet = offered(allowed(standing('handling'), { id: ME, role, department: SAN, cells: [CELL] }));
      expect(keyOf('urge', quiet)).toBe('u');
    }
  });

  it('are all reachable: on the bar, or once in the menu', () => {
    for (const stage of STAGES) for (const role of ROLES) {
      const list = offered(allowed(standing(stage), { id: ME, role, department: SAN, cells: [CELL] }));
      const { near, menu } = arranged(list);
      expect([...near, ...menu.flatMap((g) => g.items)].sort()).toEqual([...list].sort());
      expect(near.length).toBeLessThanOrEqual(4);
    }
  });
});
