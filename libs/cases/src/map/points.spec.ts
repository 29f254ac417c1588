import { casePointsSchema } from '#contract';
import { World } from '../testing/world.js';

let world: World;
beforeAll(async () => { world = await World.start(); }, 180_000);
afterAll(() => world.stop());

describe('cases as points', () => {
  it('are those the list of the same filter has, each within what the reader may see; without a position they are counted', async () => {
    const own101 = world.actor('gm-101').cells ?? [], far = world.directory.people({ role: 'grid-member' }).find((p) => !p.cells.some((c) => own101.includes(c)))?.id ?? '';
    const here = await world.report({ place: { lon: 101.54, lat: 25.31, accuracy: 5 } }), elsewhere = await world.report({ place: { lon: 101.6, lat: 25.35, accuracy: 5 } }, far);
    const nowhere = await world.report({ place: null, cell: null, text: 'no fix' });
    const ask = async (who: string, query = '') => casePointsSchema.parse((await world.http.ask(who, 'GET', `/api/cases/points${query}`)).body);
    const all = await ask('disp-1', '?open=true');
    expect(new Set(all.id)).toEqual(new Set([here.id, elsewhere.id]));
    expect([all.unplaced, all.more]).toEqual([1, false]);
    const i = all.id.indexOf(here.id);
    expect([all.lon[i], all.lat[i], all.number[i], all.stage[i], all.classId[i], all.cell[i]]).toEqual([101.54, 25.31, here.number, here.stage, here.classId, here.cell]);
    const own = await ask('gm-101');
    expect([own.id, own.unplaced]).toEqual([[here.id], 1]);
    expect((await ask('h-san-1')).id).toEqual([]);
    expect((await ask('disp-1', '?q=no%20fix')).id).toEqual([]);
    expect(nowhere.place).toBeNull();
  });

  it('answer 304 while nothing has changed, and refuse a filter that is none', async () => {
    const first = await world.http.ask('disp-1', 'GET', '/api/cases/points');
    const again = await world.http.ask('disp-1', 'GET', '/api/cases/points', undefined, { 'if-none-match': String(first.headers['etag']) });
    expect([first.status, again.status]).toEqual([200, 304]);
    expect((await world.http.ask('disp-1', 'GET', '/api/cases/points?colour=red')).status).toBe(422);
  });
});
