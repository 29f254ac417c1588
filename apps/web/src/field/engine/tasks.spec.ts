import { SENT_COMMANDS, type CaseRow, type Me } from '#contract';
import { waitsFor } from './tasks.js';

const row = (more: object): CaseRow => ({ stage: 'verification', cell: 'c1', handledBy: 'h-1', department: 'SAN', assignee: null, tasks: [], ...more }) as unknown as CaseRow;
const me = (role: string, more: object = {}): Me => ({ id: 'me', role, department: null, cells: [], ...more }) as unknown as Me;
const gm = me('grid-member', { cells: ['c1'] }), hand = me('handler', { department: 'SAN' }), lead = me('department-lead', { department: 'SAN' });
const task = (more: object): object => ({ tasks: [{ kind: 'joint', state: 'waiting', department: 'SAN', assignee: null, doneBy: null, ...more }] });

describe('what waits for a person', () => {
  it('is known from the row alone', () => {
    expect(SENT_COMMANDS).toEqual(expect.arrayContaining(['confirm', 'verify', 'recheck', 'accept', 'resolve']));
    expect([row({}), row({ stage: 'confirmation' }), row({ stage: 'closed', ...task({ kind: 'recheck', department: null }) }), row({ stage: 'handling', ...task({ state: 'done' }) })].map((r) => waitsFor(r, gm))).toEqual([true, true, true, true]);
    expect([row({ cell: 'c2' }), row({ cell: null }), row({ handledBy: 'me' }), row({ stage: 'triage' }), row({ stage: 'handling', ...task({ state: 'done', doneBy: 'me' }) })].map((r) => waitsFor(r, gm))).toEqual([false, false, false, false, false]);
    expect([row({ stage: 'acceptance' }), row({ stage: 'handling', assignee: 'me' }), row({ stage: 'handling', department: 'UM', ...task({}) }), row({ stage: 'handling', ...task({ state: 'doing', assignee: 'me' }) })].map((r) => waitsFor(r, hand))).toEqual([true, true, true, true]);
    expect([row({ stage: 'handling', assignee: 'other' }), row({ stage: 'acceptance', department: 'UM' }), row({})].map((r) => waitsFor(r, hand))).toEqual([false, false, false]);
    expect([row({ stage: 'acceptance' }), row({ stage: 'handling' })].map((r) => waitsFor(r, lead))).toEqual([true, false]);
    expect(waitsFor(row({}), me('dispatcher'))).toBe(false);
  });
});
