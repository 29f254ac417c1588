import { conflictsOf, RESERVED, spoken, working, type KeyBinding } from './keys.js';

const binding = (keys: string, more: Partial<KeyBinding> = {}): KeyBinding => ({ keys, scope: 'list', label: () => keys, run: () => undefined, ...more });
const keysOf = (list: readonly KeyBinding[]): string[] => list.map((b) => b.keys);

describe('what a key press is called', () => {
  it.each([
    [{ key: 'j', shiftKey: false }, 'j'], [{ key: 'J', shiftKey: true }, 'Shift+J'], [{ key: '?', shiftKey: true }, '?'], [{ key: 'Enter', shiftKey: true }, 'Shift+Enter'], [{ key: ' ', shiftKey: false }, 'Space'],
    [{ key: 'k', shiftKey: false, ctrlKey: true }, 'Ctrl+K'], [{ key: 'k', shiftKey: false, metaKey: true }, 'Ctrl+K'], [{ key: 'L', shiftKey: true, ctrlKey: true }, 'Ctrl+Shift+L'], [{ key: 'J', shiftKey: false }, 'j'], [{ key: 'Enter', shiftKey: false, ctrlKey: true }, 'Ctrl+Enter'],
  ])('%j: %s', (event, said) => { expect(spoken(event)).toBe(said); });
});

describe('which keys work', () => {
  it('leaves out what does nothing now, and what steps back before another', () => {
    const copy = binding('y', { yields: true }), grant = binding('y', { scope: 'case' });
    expect(keysOf(working([copy, binding('x', { when: () => false })]))).toEqual(['y']);
    expect(working([copy, grant])).toEqual([grant]);
    expect(working([copy, { ...grant, when: () => false }])).toEqual([copy]);
  });

  it('finds two of one key at the same moment and place; going back is a step at a time', () => {
    expect(conflictsOf([binding('d'), binding('D', { scope: 'case' })])).toEqual(['d']);
    expect(conflictsOf([binding('j', { within: '#queue' }), binding('j', { within: '#map' })])).toEqual([]);
    expect(conflictsOf([binding('Escape'), binding('Escape', { scope: 'case' })])).toEqual([]);
    expect(conflictsOf(working([binding('y', { yields: true }), binding('y')]))).toEqual([]);
  });

  it('never takes from people what their hands know', () => {
    expect(RESERVED).toContain('ctrl+c');
    expect(RESERVED).not.toContain('ctrl+k');
  });
});
