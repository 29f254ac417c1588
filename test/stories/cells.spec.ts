import { randomUUID } from 'node:crypto';
import { photo, rubbish, startHarness, type Client, type Harness } from '../harness/index.js';

type Position = [number, number];
interface Feature { type: 'Feature'; id: string; properties: { code: string; zh: string; en: string }; geometry: { type: 'Polygon'; coordinates: Position[][] } }
const DAY = 86_400_000, WEST = '532323101001001', NEW = '532323101001900';

describe('cells are changed by two people', () => {
  let h: Harness, supervisor: Client, leader: Client, operator: Client;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); [supervisor, leader, operator] = await Promise.all([h.as('sup-1'), h.as('leader-1'), h.as('op-1')]); });
  afterAll(async () => { await h?.stop(); });

  const exported = async (query = ''): Promise<Feature[]> => ((await (await supervisor.fetch(`/api/cells/export${query}`)).json()) as { features: Feature[] }).features;
  const imported = (features: readonly unknown[], query: string, who = supervisor, key: string = randomUUID()): Promise<Response> => who.fetch(`/api/cells/import?${query}`, {
    method: 'POST', body: JSON.stringify({ type: 'FeatureCollection', features }), headers: { 'content-type': 'application/geo+json', 'idempotency-key': key },
  });
  const act = async (who: Client, id: string, action: string, body: object = {}) => who.ask('actOnCellDraft', { params: { id, action }, body, headers: { 'if-match': `"v${(await who.want('cellDraft', { params: { id } })).version}"` } });
  /** The cell cut in two halves along its diagonal corners: the same land, two cells. */
  const halves = ({ geometry: { coordinates: [ring = []] } }: Feature): [Position[], Position[]] => {
    const open = ring.slice(0, -1), middle = Math.floor(open.length / 2), first = open.slice(0, middle + 1), second = [...open.slice(middle), open[0] as Position];
    return [[...first, first[0] as Position], [...second, second[0] as Position]];
  };

  it('a file with faults in it leaves nothing behind and names each feature; one too large is refused at the door', async () => {
    const [cell] = await exported() as [Feature], before = await supervisor.want('cellDrafts');
    const answer = await imported([{ ...cell, properties: { ...cell.properties, code: '5323' }, id: '5323' }, { ...cell, geometry: { type: 'Point', coordinates: [101, 25] } }, cell, cell], 'effectiveFrom=2026-11-25');
    const problem = (await answer.json()) as { code: string; errors: { pointer: string; code: string }[] };
    expect([answer.status, problem.code]).toEqual([422, 'cell-faults']);
    expect(problem.errors.map((e) => [e.pointer, e.code])).toEqual([['/features/0', 'bad-code'], ['/features/1', 'no-polygon'], ['/features/3', 'twice']]);
    const huge = await supervisor.fetch('/api/cells/import?effectiveFrom=2026-11-25', { method: 'POST', body: Buffer.alloc(17 * 1024 * 1024, 32), headers: { 'content-type': 'application/geo+json', 'idempotency-key': randomUUID() } }).catch(() => null);
    // The server may hang up in the middle of it: that is a refusal as well.
    if (huge !== null) expect(huge.status).toBe(413);
    expect(await supervisor.want('cellDrafts')).toEqual(before);
    for (const who of ['disp-1', 'leader-1']) expect((await imported([cell], 'effectiveFrom=2026-11-25', await h.as(who))).status).toBe(403);
  });

  it('from the file over its faults and their repair to the second person, the day, and the report in the new cell', async () => {
    const west = (await exported()).find((f) => f.id === WEST) as Feature, [kept, cut] = halves(west);
    const inside = (ring: readonly Position[]): { lon: number; lat: number } => { const corners = ring.slice(0, 3); return { lon: corners.reduce((s, p) => s + p[0], 0) / 3, lat: corners.reduce((s, p) => s + p[1], 0) / 3 }; };
    const there = inside(cut);
    // A case of today lies where the new cell will be.
    const old = await h.reported({ position: { ...there, accuracy: 5 } });
    expect((await supervisor.want('case', { params: { id: old } })).cell).toBe(WEST);

    // The new cell is imported as it was surveyed, over the old one: they overlap.
    const key = randomUUID(), news = { ...west, id: NEW, properties: { code: NEW, zh: '新设网格', en: 'New cell' }, geometry: { type: 'Polygon', coordinates: [cut] } };
    const answer = await imported([news], 'effectiveFrom=2026-11-25&note=split', supervisor, key);
    expect(answer.status).toBe(201);
    const draft = (await answer.json()) as { id: string };
    expect(((await (await imported([news], 'effectiveFrom=2026-11-25&note=split', supervisor, key)).json()) as { id: string }).id).toBe(draft.id);
    const faulty = await supervisor.want('cellDraft', { params: { id: draft.id } });
    expect(faulty.faults.filter((f) => f.level === 'error').map((f) => [f.code, f.cells])).toEqual([['overlap', [WEST, NEW]]]);
    expect(faulty.faults.find((f) => f.code === 'overlap')?.area).toBeGreaterThan(1000);
    expect(await act(supervisor, draft.id, 'submit')).toMatchObject({ ok: false, problem: { code: 'cell-faults', errors: [{ code: 'overlap' }] } });

    // The old one keeps the other half: now everything fits.
    const mended = await supervisor.want('editCellDraft', { params: { id: draft.id }, body: { changes: [{ put: { code: WEST as never, zh: west.properties.zh, en: west.properties.en, geometry: { type: 'Polygon', coordinates: [kept] } } }] } });
    expect(mended.faults.filter((f) => f.level === 'error')).toEqual([]);
    expect(mended.faults.map((f) => f.code)).toEqual(['nobody-responsible']);
    expect([mended.added, mended.changed, mended.removed]).toEqual([1, 1, 0]);
    const preview = await leader.want('cellDraftPreview', { params: { id: draft.id } });
    expect(preview).toMatchObject({ affected: 1, moves: [{ from: WEST, to: NEW, count: 1, examples: [{ id: old }] }] });

    expect((await act(supervisor, draft.id, 'submit')).ok).toBe(true);
    expect(await act(supervisor, draft.id, 'approve')).toMatchObject({ ok: false, problem: { code: 'own-draft' } });
    expect(await act(operator, draft.id, 'approve')).toMatchObject({ ok: false, problem: { code: 'no-right' } });
    expect(await act(leader, draft.id, 'approve', { note: 'agreed' })).toMatchObject({ ok: true, body: { state: 'approved', decidedBy: { id: 'leader-1' } } });

    // Somebody is to answer for it before its day comes.
    expect(await operator.want('setResponsible', { params: { code: NEW }, body: { main: 'gm-101', backups: [] } })).toMatchObject({ main: { id: 'gm-101' } });
    expect(await operator.ask('setResponsible', { params: { code: NEW }, body: { main: 'disp-1', backups: ['gm-101', 'gm-101'] } })).toMatchObject({ ok: false, problem: { code: 'invalid-input', errors: [{ pointer: '/main' }, { pointer: '/backups/1' }] } });

    // Today it is still the old cell; from tomorrow on the new one.
    const gm = await h.as('gm-101'), report = async (metres: number) => { const sent = await gm.report(rubbish({ position: { lon: there.lon + metres * 1e-5, lat: there.lat, accuracy: 5 }, text: 'another heap' }), { photos: [await photo()] }); if (!sent.ok) throw new Error(JSON.stringify(sent.problem)); return sent.body.cell; };
    expect(await report(0.1)).toBe(WEST);
    h.clock.advance(DAY);
    await h.quiesce();
    expect(await report(0.2)).toBe(NEW);
    expect((await supervisor.want('case', { params: { id: old } })).cell).toBe(WEST);
    const [newest] = (await supervisor.want('cell', { params: { code: NEW } })).versions;
    expect(newest).toMatchObject({ standing: 'in-force', by: { id: 'sup-1' }, approvedBy: { id: 'leader-1' }, note: 'split' });
    expect((await supervisor.want('cells') as { features: { id: string }[] }).features.map((f) => f.id)).toContain(NEW);
  });

  it('goes out in a projected system and comes back as the very same', async () => {
    const answer = await imported(await exported('?crs=epsg:4522'), 'effectiveFrom=2026-12-01&mode=replace&crs=epsg:4522');
    expect(answer.status).toBe(201);
    const { id } = (await answer.json()) as { id: string }, whole = await supervisor.want('cellDraft', { params: { id } });
    expect(whole.removed).toBe(0);
    // Millimetres of metres are not the same digits of degrees; nothing that could be seen has changed.
    expect(whole.faults.filter((f) => f.level === 'error' && !f.old && f.code !== 'changes-nothing')).toEqual([]);
  });

  it('shows who answers to the centre, to a grid member the own cells, to others none', async () => {
    expect((await (await h.as('disp-1')).want('cellsResponsible')).length).toBeGreaterThan(500);
    const own = await (await h.as('gm-101')).want('cellsResponsible');
    expect(own.every((r) => r.main?.id === 'gm-101' || r.backups.some((b) => b.id === 'gm-101'))).toBe(true);
    expect(await (await h.as('h-san-1')).want('cellsResponsible')).toEqual([]);
  });
});
