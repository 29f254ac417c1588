import type { EventView } from '#contract';
import { runsOf } from './runs.js';
import { stepsOf } from './steps.js';

describe('the line of steps', () => {
  const states = (view: Parameters<typeof stepsOf>[0]): string => stepsOf(view).map((s) => s.state[0]).join('');
  it('shows what is done, where it stands and what lies ahead', () => {
    expect(states({ stage: 'triage', milestones: { triage: 1 } })).toBe('haaaaa');
    expect(states({ stage: 'handling', milestones: { triage: 1, dispatch: 2, acceptance: 3, handling: 4 } })).toBe('dddhaa');
    expect(states({ stage: 'closed', milestones: { triage: 1, dispatch: 2, acceptance: 3, handling: 4, verification: 5, closure: 6, closed: 7 } })).toBe('dddddd');
  });
  it('leaves out what was never done, and puts side ways where they branch off', () => {
    expect(states({ stage: 'closed', milestones: { triage: 1, closed: 2 } })).toBe('dsssss');
    expect(states({ stage: 'confirmation', milestones: { triage: 1, confirmation: 2 } })).toBe('haaaaa');
    expect(states({ stage: 'suspended', milestones: { triage: 1, dispatch: 2, acceptance: 3, handling: 4, suspended: 5 } })).toBe('dddhaa');
  });
  it('says of a done step when it was done, of the present one since when it lasts', () => {
    expect(stepsOf({ stage: 'dispatch', milestones: { triage: 10, dispatch: 20 } }).slice(0, 2).map((s) => s.at)).toEqual([20, 20]);
  });
});

describe('when a clock ran', () => {
  const event = (seq: number, stage: EventView['stage'], at: number): EventView => ({ seq, stage, at, type: 'NoteAdded', by: { id: 'a' as never, name: 'A', role: 'dispatcher' }, why: null, data: {}, position: '' });
  it('is read from the log: from its first start, with every standstill', () => {
    const log = [event(1, 'triage', 0), event(2, 'dispatch', 10), event(3, 'acceptance', 20), event(4, 'handling', 30), event(5, 'suspended', 40), event(6, 'handling', 50), event(7, 'verification', 60)];
    expect(runsOf('handling', log).map((r) => [r.running, r.from, r.to])).toEqual([[true, 20, 40], [false, 40, 50], [true, 50, 60], [false, 60, null]]);
    expect(runsOf('total', log).map((r) => [r.running, r.from, r.to])).toEqual([[true, 0, 40], [false, 40, 50], [true, 50, null]]);
    expect(runsOf('closure', log)).toEqual([]);
  });
  it('ends with the case', () => {
    expect(runsOf('total', [event(1, 'triage', 0), event(2, 'closed', 10)]).map((r) => [r.running, r.from, r.to])).toEqual([[true, 0, 10]]);
  });
});
