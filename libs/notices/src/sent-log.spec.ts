import { DAY } from '#domain';
import { payloadOf } from './channels/push.js';
import type { Message, Said } from './message.js';
import { SentLog } from './sent-log.js';
import { World } from './testing/world.js';

describe('the sent-log', () => {
  let world: World;
  beforeAll(async () => { world = await World.start({ GRID_SENT_DAYS: '30' }); }, 120_000);
  afterAll(() => world.stop());

  it('lets go of what is over and old, and of nothing else', async () => {
    const now = world.clock.now(), row = (state: string, age: number): Promise<unknown> => world.db.query(
      `insert into notice_sent (line, thing, notice, case_id, state, created_at) select 'mail:x', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), $1, $2 from generate_series(1, 3)`, [state, now - age * DAY]);
    for (const state of ['sent', 'dropped', 'waiting', 'parked']) for (const age of [29, 31]) await row(state, age);
    expect(await world.app.get(SentLog).trim()).toBe(6);
    expect(await world.db.query('select state, count(*)::int as n from notice_sent group by state order by state')).toEqual([{ state: 'dropped', n: 3 }, { state: 'parked', n: 6 }, { state: 'sent', n: 3 }, { state: 'waiting', n: 6 }]);
  });
});

describe('what a browser is sent', () => {
  const said = (more: Partial<Said> = {}): Said => ({ id: 'n', kind: 'to-accept', urgency: 'normal', sentence: '请签收', case: 'c-1' as Said['case'], number: 'MD20261124-000001', at: 1, classId: 'E0110', cell: null, what: '暴露垃圾', where: '茅阳社区001网格', dueAt: null, url: null, ...more });
  const message = (...notices: Said[]): Message => ({ id: 'm', at: 7, language: 'zh', title: '两条', notices, groups: [{ sentence: '请签收', count: notices.length, cases: notices }] });

  it('leads to the case where its reader works; several lead to the list', () => {
    expect(payloadOf(message(said()), { role: 'handler' })).toEqual({ title: '请签收', body: 'MD20261124-000001 · 暴露垃圾 · 茅阳社区001网格', url: 'desk/case/c-1', tag: 'case-c-1', urgent: false, at: 7 });
    expect(payloadOf(message(said({ urgency: 'call' })), { role: 'grid-member' })).toMatchObject({ url: 'field/case/c-1', urgent: true });
    expect([payloadOf(message(said(), said()), { role: 'grid-member' }), payloadOf(message(said(), said()), { role: 'dispatcher' })].map(({ url, tag }) => [url, tag])).toEqual([['field', 'digest'], ['inbox', 'digest']]);
    const many = payloadOf(message(...Array.from({ length: 300 }, () => said({ what: '长'.repeat(300) }))), { role: 'handler' });
    expect(Buffer.byteLength(JSON.stringify(many))).toBeLessThan(3000);
  });
});
