import { noticeSchema, type NoticeView } from '#contract';
import type { UserId } from '#domain';
import { testing, Work } from '#platform';
import { HOUR, START, World } from './testing/world.js';

let w: World;
beforeAll(async () => { w = await World.start(); }, 120_000);
afterAll(() => w.stop());
const list = (who: string, unread = false): Promise<NoticeView[]> => w.notices.list(who as UserId, 50, unread);

describe('notices', () => {
  it('are the same in the declarations and in the migrations', async () => {
    expect((await w.db.dataSource.driver.createSchemaBuilder().log()).upQueries.map((q) => q.query)).toEqual([]);
  });

  it('are told only when the transaction that wrote them was committed', async () => {
    await expect(w.db.transaction(async (tx) => { await w.notices.add(tx, [w.notice('zhao')]); throw new Error('taken back'); })).rejects.toThrow('taken back');
    expect(await list('zhao')).toEqual([]);
  });

  it('are listed newest first, for their recipient alone, and read once', async () => {
    await w.tell(w.notice('qian'));
    w.clock.advance(1000);
    await w.tell(w.notice('qian', { kind: 'called', urgency: 'call' }), w.notice('sun'));
    const mine = await list('qian');
    for (const notice of mine) noticeSchema.parse(notice);
    expect(mine.map((n) => [n.kind, n.urgency, n.at, n.readAt])).toEqual([['called', 'call', START + 1000, null], ['to-accept', 'normal', START, null]]);
    const first = mine[0] as NoticeView;
    expect(await w.notices.read(first.id, 'sun' as UserId)).toBe(false);
    expect(await w.notices.read(first.id, 'qian' as UserId)).toBe(true);
    w.clock.advance(1000);
    expect(await w.notices.read(first.id, 'qian' as UserId)).toBe(true);
    expect((await list('qian')).map((n) => n.readAt)).toEqual([START + 1000, null]);
    expect((await list('qian', true)).map((n) => n.kind)).toEqual(['to-accept']);
  });

  it('are counted, paged through, and all read up to what was seen', async () => {
    await w.tell(...Array.from({ length: 7 }, () => w.notice('feng')));
    w.clock.advance(1000);
    await w.tell(w.notice('feng'));
    expect(await w.notices.unread('feng' as UserId)).toBe(8);
    const pages: NoticeView[] = [];
    for (let page = await w.notices.list('feng' as UserId, 3, false); page.length > 0; page = await w.notices.list('feng' as UserId, 3, false, page.at(-1)?.id)) pages.push(...page);
    expect(pages).toEqual(await list('feng'));
    expect(await w.notices.list('feng' as UserId, 3, false, (await list('qian'))[0]?.id)).toEqual([]);
    await w.notices.readAll('feng' as UserId, w.clock.now() - 1000);
    expect([await w.notices.unread('feng' as UserId), (await list('feng', true)).map((n) => n.at)]).toEqual([1, [w.clock.now()]]);
  });

  it('are in the app at once, by day and by night, each once, and pushed to the screens of this process', async () => {
    await w.tell(...Array.from({ length: 450 }, () => w.notice('li')), w.notice('zhou'));
    expect(await w.source.due(w.clock.now(), 100)).toEqual(expect.arrayContaining(['li', 'zhou']));
    await Promise.all([w.source.handle('li'), w.source.handle('li'), w.source.handle('zhou')]);
    expect(await w.source.due(w.clock.now(), 100)).not.toContain('li');
    await testing.eventually('all are on the screens', () => w.pushed.filter((p) => p.to === 'li').length === 450 && w.pushed.some((p) => p.to === 'zhou'));
    // Another look at what was delivered pushes only what is new.
    await w.tell(w.notice('li'));
    await w.source.handle('li');
    await testing.eventually('the next one too', () => w.pushed.filter((p) => p.to === 'li').length > 450);
    expect(new Set(w.pushed.map((p) => p.notice.id)).size).toBe(w.pushed.length);
    w.clock.advance(15 * HOUR);
    await w.tell(w.notice('h-san-1'));
    await w.deliver();
    await testing.eventually('at midnight too', () => w.pushed.some((p) => p.to === 'h-san-1'));
  });

  it('whose planning fails are given up with a reason, and set going again', async () => {
    await w.tell(w.notice('wu'));
    await w.source.park('wu', 'no line', 5);
    expect(await w.source.due(w.clock.now(), 100)).not.toContain('wu');
    expect(await w.source.parked()).toEqual([{ id: 'wu', reason: 'no line', since: w.clock.now(), attempts: 5 }]);
    expect(await w.source.unpark('wu')).toBe(true);
    expect(await w.source.unpark('wu')).toBe(false);
    await w.source.handle('wu');
    expect(await w.source.due(w.clock.now(), 100)).not.toContain('wu');
  });

  it('go through the queue by themselves', async () => {
    await w.app.get(Work).resume();
    await w.tell(w.notice('zheng'));
    await w.app.get(Work).quiesce();
    await testing.eventually('it is on the screen', () => w.pushed.some((p) => p.to === 'zheng'));
    await w.app.get(Work).pause();
  });
});
