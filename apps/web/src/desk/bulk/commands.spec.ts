import { BULK_COMMANDS, SENT_COMMANDS } from '#contract';
import { choicesFor, ENDS, isBulk, type Picked } from './commands.js';

const picked = (id: string, stage: Picked['stage'], ...allowed: string[]): Picked => ({ id, version: 1, stage, allowed });

describe('what may be done with several cases at once', () => {
  it('is what the wire takes, neither more nor less', () => {
    expect(SENT_COMMANDS.filter((type) => isBulk(type)).sort()).toEqual([...BULK_COMMANDS].sort());
    expect([...ENDS].every((type) => isBulk(type))).toBe(true);
  });

  it('is said with the number for which it can be done, and why not for the others', () => {
    const list = [picked('a', 'dispatch', 'dispatch', 'note', 'merge'), picked('b', 'dispatch', 'dispatch', 'note'), picked('c', 'handling', 'note', 'urge'), picked('d', 'dispatch', 'note')];
    const choices = choicesFor(list, 'dispatcher');
    expect(choices.map((c) => [c.type, c.can.map((p) => p.id).join(''), c.cannot])).toEqual([
      ['dispatch', 'ab', { stage: 1, right: 1 }], ['urge', 'c', { stage: 0, right: 3 }], ['note', 'abcd', { stage: 0, right: 0 }],
    ]);
    // What names another case is said case by case.
    expect(choices.some((c) => (c.type as string) === 'merge')).toBe(false);
    expect(choicesFor([], 'dispatcher')).toEqual([]);
  });
});
