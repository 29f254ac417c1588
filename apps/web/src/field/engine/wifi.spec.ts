import { due, dueAt, next, waitsForWifi } from './item.js';
import type { OutboxItem } from './types.js';
import { carrierOf } from './wifi.js';

const about = (id: string) => ({ id: id as never, number: id });
const item = (id: string, more: Partial<OutboxItem> = {}): OutboxItem =>
  ({ id, user: 'gm-101', at: 1, offset: null, photos: ['a', 'b'], arrived: [], tries: 0, notBefore: 0, refusal: null, doubtful: false, sealed: null, kind: 'command', state: 'waiting', heldUntil: null, case: about(id), label: '', body: { type: 'note', text: 'x' }, version: null, ...more }) as OutboxItem;
const words = (id: string, more: Partial<OutboxItem> = {}): OutboxItem => item(id, { photos: [], ...more });

describe('photos on Wi-Fi only', () => {
  it('knows by the browser’s word what carries the phone, and does not guess', () => {
    expect(['wifi', 'ethernet', 'cellular', 'bluetooth', 'none', 'other', 'unknown', undefined].map(carrierOf)).toEqual(['wifi', 'wifi', 'mobile', 'mobile', 'unknown', 'unknown', 'unknown', 'unknown']);
  });
  it('lets what is only words go by, and what has its photos there already', () => {
    const items = [item('k1'), words('k2')];
    expect([due(items, 10)?.id, due(items, 10, true)?.id]).toEqual(['k1', 'k2']);
    expect(due([item('k1', { arrived: ['a', 'b'] })], 10, true)?.id).toBe('k1');
    expect(due([item('k1', { arrived: ['a'] })], 10, true)).toBeNull();
  });
  it('keeps the order of one case: what was said after the photo does not overtake it', () => {
    expect(due([item('k1', { case: about('c') } as Partial<OutboxItem>), words('k2', { case: about('c') } as Partial<OutboxItem>)], 10, true)).toBeNull();
  });
  it('asks nobody to wake up for what only a new link can send', () => {
    expect([dueAt([item('k1')]), dueAt([item('k1')], true), dueAt([item('k1'), words('k2', { notBefore: 70 })], true)]).toEqual([0, null, 70]);
  });
  it('gives way to whoever says "send now"', () => {
    const again = next(item('k1'), { type: 'again' });
    if (again.is !== 'item') throw new Error('it left the outbox');
    expect([waitsForWifi(item('k1'), true), waitsForWifi(again.item, true), due([again.item], 10, true)?.id]).toEqual([true, false, 'k1']);
  });
});
