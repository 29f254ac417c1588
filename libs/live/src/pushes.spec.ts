import type { Actor, CellId, UserId } from '#domain';
import type { FeedEntry, Scope } from '#platform';
import { audienceOf } from './audience.js';
import { CALM, Pace, STORM } from './pace.js';
import { Pushes, type Batch } from './pushes.js';

const actor = (id: string, more: Partial<Actor> & Pick<Actor, 'role'>): Actor => ({ id: id as UserId, ...more });
const scope = (department: string | null, more: Partial<Scope> = {}): Scope => ({ department, coDepartments: [], cell: null, reporters: [], ...more });
const entry = (n: number, id: string, at: Scope, formerScope: Scope | null = null): FeedEntry => ({ position: `e.${n}.1`, id, version: n, stage: 'handling', event: 'NoteAdded', row: { id, version: n }, scope: at, formerScope });
const told = (batch: Batch | undefined): string[] => (batch?.items ?? []).map((i) => `${i.id}${i.left ? ' left' : ''}@${i.version}`);

describe('Pace', () => {
  it('waits little when it is calm, longer in a storm, with many screens, or when sending is dear', () => {
    const pace = new Pace();
    expect(pace.window(100, 0)).toBe(CALM);
    pace.arrived(41, 10);
    expect(pace.window(100, 20)).toBe(STORM);
    expect(pace.window(100, 1_011)).toBe(CALM);
    expect(pace.window(5_000, 2_000)).toBe(625);
    pace.sent(100);
    expect(pace.window(100, 2_000)).toBe(400);
    pace.sent(9_000);
    expect(pace.window(100, 2_000)).toBe(2_000);
  });
});

describe('Pushes', () => {
  let sent: Map<string, Batch[]>, pushes: Pushes, position: string;
  beforeEach(() => {
    sent = new Map();
    position = 'e.0.0';
    pushes = new Pushes((room, batch) => { sent.set(room, [...(sent.get(room) ?? []), batch]); }, () => position);
  });
  afterEach(() => pushes.stop());
  const join = (a: Actor): string => { const room = audienceOf(a) ?? ''; pushes.join(room, a); return room; };
  const take = (...entries: FeedEntry[]): void => { position = entries.at(-1)?.position ?? position; pushes.take(entries); };

  it('gives each audience its own, latest of each case, in the order of those latest', () => {
    const [all, san] = [join(actor('disp-1', { role: 'dispatcher' })), join(actor('h', { role: 'handler', department: 'SAN' as never }))];
    take(entry(1, 'a', scope('SAN')), entry(2, 'b', scope('WAT')), entry(3, 'c', scope('SAN')), entry(4, 'a', scope('SAN')), entry(5, 'c', scope('WAT'), scope('SAN')));
    pushes.flush();
    expect(told(sent.get(all)?.[0])).toEqual(['b@2', 'a@4', 'c@5']);
    expect(told(sent.get(san)?.[0])).toEqual(['a@4', 'c left@5']);
    expect(sent.get(san)?.[0]?.position).toBe('e.5.1');
    pushes.flush();
    expect([sent.get(all)?.length, sent.get(san)?.length]).toEqual([1, 1]);
  });

  it('finds grid members by their cells and by what they reported', () => {
    const mine = ['532323001001001', '532323001001002'] as CellId[];
    const [a, b] = [join(actor('gm-1', { role: 'grid-member', cells: mine })), join(actor('gm-2', { role: 'grid-member', cells: mine.slice(1) }))];
    take(entry(1, 'x', scope(null, { cell: mine[0] ?? null })), entry(2, 'y', scope(null, { cell: mine[1] ?? null })), entry(3, 'z', scope(null, { reporters: ['gm-2'] })));
    pushes.flush();
    expect([told(sent.get(a)?.[0]), told(sent.get(b)?.[0])]).toEqual([['x@1', 'y@2'], ['y@2', 'z@3']]);
  });

  it('keeps an audience as long as one is in it', () => {
    const a = actor('gm-1', { role: 'grid-member', cells: ['532323001001001'] as CellId[] });
    const room = join(a);
    join(a);
    pushes.leave(room);
    take(entry(1, 'x', scope(null, { cell: '532323001001001' })));
    pushes.flush();
    expect(sent.get(room)).toHaveLength(1);
    pushes.leave(room);
    pushes.leave(room);
    take(entry(2, 'x', scope(null, { cell: '532323001001001' })));
    pushes.flush();
    expect(sent.get(room)).toHaveLength(1);
  });

  it('tells an audience without news how far the others are, lest it fall behind', () => {
    const room = join(actor('h', { role: 'handler', department: 'SAN' as never }));
    take(...Array.from({ length: 499 }, (_, i) => entry(i + 1, `c${i}`, scope('WAT'))));
    pushes.flush();
    expect(sent.get(room)).toBeUndefined();
    take(entry(500, 'c', scope('WAT')));
    pushes.flush();
    expect(sent.get(room)).toEqual([{ items: [], position: 'e.500.1' }]);
  });
});
