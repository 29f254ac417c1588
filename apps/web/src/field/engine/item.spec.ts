import type { Problem } from '#contract';
import fc from 'fast-check';
import { backOff, due, dueAt, next, whole, type ItemEvent } from './item.js';
import type { CommandItem, Draft, OutboxItem, ReportItem } from './types.js';

const problem = { type: '/x', title: 'no', status: 422, code: 'invalid-input' } as Problem;
const PHOTOS = ['a', 'b', 'c'];
const base = (id: string, photos: readonly string[]) => ({ id, user: 'gm-101', at: 1_000, offset: null, photos, arrived: [], tries: 0, notBefore: 0, refusal: null, doubtful: false, sealed: null });
const report = (photos: readonly string[] = PHOTOS, id = 'key-1'): ReportItem => ({ ...base(id, photos), kind: 'report', state: 'held', heldUntil: 11_000, draft: { id: 'draft' } as Draft });
const command = (about: string, id: string, more: Partial<CommandItem> = {}): CommandItem => ({ ...base(id, []), kind: 'command', state: 'waiting', heldUntil: null, case: { id: about as CommandItem['case']['id'], number: 'MD1' }, label: '', body: { type: 'note', text: 'x' }, version: null, ...more });

const plain = (...types: readonly ('let-go' | 'signed-out' | 'accepted' | 'orphaned' | 'again' | 'undone' | 'edited' | 'removed')[]): fc.Arbitrary<ItemEvent>[] => types.map((type) => fc.constant<ItemEvent>({ type }));
/** What goes on in the middle of a life, the ways into the air more often than the rest. */
const middle: fc.Arbitrary<ItemEvent> = fc.oneof(
  ...plain('let-go', 'let-go', 'again', 'again', 'signed-out', 'orphaned'), fc.integer({ min: 0, max: 9 }).map((content): ItemEvent => ({ type: 'taken', content })),
  fc.integer({ min: 0, max: 9 }).map((content): ItemEvent => ({ type: 'taken', content })),
  fc.constantFrom('a', 'b', 'c', 'strange').map((hash): ItemEvent => ({ type: 'photo-arrived', hash })),
  ...(['photos-lost', 'unanswered', 'busy'] as const).map((type) => fc.nat(100_000).map((notBefore): ItemEvent => ({ type, notBefore }))),
  fc.constant<ItemEvent>({ type: 'refused', problem }),
);
/** What may end it. */
const last = fc.oneof(...plain('accepted', 'undone', 'edited', 'removed'));
/** Every step of a life, until it ends. */
function live(item: OutboxItem, life: readonly ItemEvent[], see: (before: OutboxItem, event: ItemEvent, after: ReturnType<typeof next>) => void): void {
  for (const event of life) {
    const after = next(item, event);
    see(item, event, after);
    if (after.is !== 'item') return;
    item = after.item;
  }
}
const lives = fc.tuple(fc.array(middle, { maxLength: 25 }), fc.array(fc.oneof(middle, last), { maxLength: 6 }), last).map(([young, old, end]) => [...young, ...old, end]);
/** Its pictures there already, or none at all: the air is near. */
const some = fc.constantFrom<OutboxItem>(report(), report([]), { ...report(), arrived: PHOTOS });

describe('an item of the outbox, whatever happens to it', () => {
  it('is never lost: it ends only as taken by the server, as a draft again, or deleted by the person', () => {
    fc.assert(fc.property(fc.constantFrom<OutboxItem>(report(), command('c1', 'k')), lives, (item, life) => live(item, life, (_, event, after) => {
      if (after.is === 'sent') expect(event.type).toBe('accepted');
      else if (after.is === 'draft') expect(['undone', 'edited']).toContain(event.type);
      else if (after.is === 'removed') expect(event.type).toBe('removed');
    })));
  });

  it('keeps its key, its person and its content, and once sealed sends the same bytes for ever', () => {
    fc.assert(fc.property(some, lives, (item, life) => live(item, life, (before, _, after) => {
      if (after.is !== 'item') return;
      expect([after.item.id, after.item.user, after.item.at, after.item.photos]).toEqual([before.id, before.user, before.at, before.photos]);
      if (before.sealed !== null) expect(after.item.sealed).toBe(before.sealed);
    })));
  });

  it('flies only when it waited, with every picture there; never straight from a refusal, and never while it can be taken back', () => {
    fc.assert(fc.property(some, lives, (item, life) => live(item, life, (before, event, after) => {
      if (after.is === 'item' && after.item.state === 'sending' && before.state !== 'sending') expect([event.type, before.state, whole(before)]).toEqual(['taken', 'waiting', true]);
      if (before.state === 'refused' && after.is === 'item' && after.item.state !== 'refused') expect(event.type).toBe('again');
    })));
  });

  it('in the air is touched by nobody but the answer', () => {
    fc.assert(fc.property(lives, (life) => live(report([]), life, (before, event, after) => {
      if (before.state !== 'sending') return;
      if (['undone', 'edited', 'removed', 'again', 'let-go'].includes(event.type)) expect(after).toEqual({ is: 'item', item: before });
    })));
  });

  it('becomes a draft only when the server cannot have it: changed and sent anew it would be two', () => {
    fc.assert(fc.property(lives, (life) => {
      /** Handed in, and no answer that settles it since. */
      let maybe = false;
      live(report([]), life, (before, event, after) => {
        if (event.type === 'taken' && before.state === 'waiting') maybe = true;
        else if (before.state === 'sending' && ['refused', 'photos-lost', 'signed-out'].includes(event.type)) maybe = before.doubtful && event.type === 'signed-out';
        if (after.is === 'draft') expect(maybe).toBe(false);
      });
    }), { numRuns: 1_500 });
  });

  it('goes this way on a good day, and this one after a cut', () => {
    const steps = (item: OutboxItem, ...life: ItemEvent[]): string => life.reduce<{ at: OutboxItem | null; said: string[] }>(({ at, said }, event) => {
      if (at === null) return { at, said };
      const after = next(at, event);
      return after.is === 'item' ? { at: after.item, said: [...said, after.item.state] } : { at: null, said: [...said, after.is] };
    }, { at: item, said: [] }).said.join(' ');
    const arrived = PHOTOS.map((hash): ItemEvent => ({ type: 'photo-arrived', hash }));
    expect(steps(report(), ...arrived, { type: 'let-go' }, { type: 'taken', content: 1 }, { type: 'accepted' })).toBe('held held held waiting sending sent');
    expect(steps(report([]), { type: 'let-go' }, { type: 'taken', content: 1 }, { type: 'unanswered', notBefore: 5 }, { type: 'edited' }, { type: 'taken', content: 2 }, { type: 'accepted' })).toBe('waiting sending waiting waiting sending sent');
    expect(steps(report([]), { type: 'let-go' }, { type: 'taken', content: 1 }, { type: 'refused', problem }, { type: 'taken', content: 1 }, { type: 'edited' })).toBe('waiting sending refused refused draft');
    expect(steps(report(), { type: 'undone' })).toBe('draft');
  });
});

describe('what is sent next', () => {
  it('is the oldest whose time has come; a held one only for its pictures', () => {
    const held = report(), ready = command('c1', 'k1');
    expect(due([held, ready], 2_000)).toBe(held);
    const pictured: OutboxItem = { ...held, arrived: PHOTOS };
    expect(due([pictured, ready], 2_000)).toBe(ready);
    expect(due([pictured], 2_000)).toBeNull();
    expect(due([pictured], 11_000)).toBe(pictured);
    expect(dueAt([pictured])).toBe(11_000);
    expect(due([{ ...ready, state: 'refused' }, { ...ready, state: 'sending' }], 2_000)).toBeNull();
  });

  it('keeps the order of commands on one case, and lets other cases pass', () => {
    const first = command('c1', 'k1', { notBefore: 9_000 }), second = command('c1', 'k2'), other = command('c2', 'k3');
    expect(due([first, second, other], 2_000)).toBe(other);
    expect(due([first, second], 2_000)).toBeNull();
    expect(dueAt([first, second])).toBe(9_000);
    expect(due([{ ...first, state: 'refused' }, second], 2_000)).toBe(second);
  });

  it('always comes: whenever something waits there is a moment at which something is due', () => {
    const lists = fc.array(fc.record({ state: fc.constantFrom('held', 'waiting', 'refused'), notBefore: fc.nat(50_000), arrived: fc.subarray(PHOTOS), about: fc.constantFrom('c1', 'c2', 'report') }), { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(lists, (list) => {
      const items = list.map(({ about, state, notBefore, arrived }, n) => (about === 'report' ? { ...report(PHOTOS, `r${n}`), state, notBefore, arrived, heldUntil: state === 'held' ? 11_000 : null } : command(about, `k${n}`, { state: state === 'held' ? 'waiting' : state, notBefore })) as OutboxItem);
      const at = dueAt(items);
      expect(at === null).toBe(items.every((item) => item.state === 'refused'));
      if (at !== null) expect(due(items, at)).not.toBeNull();
    }));
  });

  it('waits longer each time, never more than some minutes', () => {
    for (let n = 0; n < 40; n++) { const wait = backOff(n, 0.5); expect(wait).toBeGreaterThanOrEqual(2_000); expect(wait).toBeLessThanOrEqual(300_000); if (n > 0) expect(wait).toBeGreaterThanOrEqual(backOff(n - 1, 0.5)); }
  });
});
