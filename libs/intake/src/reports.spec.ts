import type { FollowView, ReportReceipt } from '#contract';
import { DAY, HOUR, type CaseId, type ClassId, type ConditionId, type DepartmentId } from '#domain';
import { uuid } from '#platform';
import gcoordLibrary from 'gcoord';
import { hashOf, picture, placeIn, START, World } from './testing/world.js';

const gcoord = gcoordLibrary as unknown as typeof gcoordLibrary.default;
const RUBBISH = { classId: 'E0110', conditionId: 'E0110-1' };

let world: World;
let cell: string;
beforeAll(async () => {
  world = await World.start();
  cell = world.actor('gm-101').cells?.[0] ?? '';
}, 120_000);
afterAll(() => world.stop());
const pointers = (answer: { problem: { errors?: { pointer: string }[] | undefined } }): string[] => (answer.problem.errors ?? []).map((e) => e.pointer);

describe('a report', () => {
  it('with a photo opens a case in its cell; report, case and command are there together', async () => {
    const photo = await picture();
    const answer = await world.report('gm-101', { ...RUBBISH, text: '垃圾桶旁有一堆垃圾', position: { ...placeIn(cell), accuracy: 9 }, capturedAt: START - 60_000 }, { photos: [photo], key: 'first-report' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ stage: 'triage', version: 1, cell, attachedTo: null, remarks: [], suggestions: [], number: expect.stringMatching(/^MD20261124-\d{6}$/) });
    expect(answer.body.allowed).toContain('note');
    const view = await world.view(answer.body.id);
    expect(view).toMatchObject({ cell, classId: 'E0110', severity: expect.any(Number), source: 'grid-member', photos: [hashOf(photo)], reports: 1 });
    expect(view.reportList).toMatchObject([{ id: answer.body.report, reporter: { id: 'gm-101', name: world.directory.name('gm-101') }, text: '垃圾桶旁有一堆垃圾', photos: [hashOf(photo)], capturedAt: START - 60_000, receivedAt: START }]);
    expect(await world.count('command_log where command_id = $1', ['report:gm-101:first-report'])).toBe(1);
  });

  it('takes its severity from the condition, else from the class, else 3', async () => {
    const book = world.directory.book();
    const of = (id: string): number | undefined => book.conditions.get(id as ConditionId)?.severity;
    const [a, b, c] = await Promise.all([{ classId: 'E0110', conditionId: 'E0110-1' }, { classId: 'E0110' }, { text: '说不清' }].map((r, i) => world.report('disp-1', { ...r, source: 'hotline', position: placeIn(world.actor('gm-103').cells?.[i]) })));
    const severity = async (answer: typeof a): Promise<number> => (await world.view(answer?.body.id ?? '')).severity;
    expect([await severity(a), await severity(b), await severity(c)]).toEqual([of('E0110-1'), book.classes.get('E0110' as ClassId)?.severity, 3]);
  });

  it('may refer to photos sent before, and is told which never came', async () => {
    const [here, lost] = [await picture(), await picture()];
    const data = new FormData();
    data.append('photo', new Blob([new Uint8Array(here)]), 'p.jpg');
    expect((await world.ask('gm-101', 'POST', '/api/photos', data)).status).toBe(201);
    const body = { ...RUBBISH, position: placeIn(cell, 40), photos: [hashOf(here), hashOf(lost)] };
    const refused = await world.report('gm-101', body, { key: 'offline-1' });
    expect([refused.status, refused.problem.code, pointers(refused)]).toEqual([409, 'unknown-photo', ['/photos/1']]);
    const taken = await world.report('gm-101', body, { key: 'offline-1', photos: [lost] });
    expect([taken.status, taken.replayed]).toEqual([201, false]);
    const again = await world.report('gm-101', body, { key: 'offline-1' });
    expect([again.status, again.replayed, again.body]).toEqual([201, true, taken.body]);
  });

  it('of a grid member needs a photo; one of the desk is only remarked', async () => {
    const refused = await world.report('gm-101', { ...RUBBISH, position: placeIn(cell) });
    expect([refused.status, refused.problem.code, pointers(refused)]).toEqual([422, 'missing-photo', ['/photos']]);
    const desk = await world.report('disp-1', { text: '来电反映', source: 'hotline' });
    expect([desk.status, desk.body.cell, desk.body.remarks]).toEqual([201, null, ['no-position', 'no-class', 'no-photo']]);
  });

  it.each([
    ['an unknown class', { classId: 'E9999' }, 'unknown-value', ['/classId']],
    ['a condition of another class', { classId: 'E0110', conditionId: 'E0112-1' }, 'unknown-value', ['/conditionId']],
    ['a condition without its class', { conditionId: 'E0112-1', text: 'x' }, 'unknown-value', ['/conditionId']],
    ['a machine’s channel', { text: 'x', source: 'sensor' }, 'invalid-input', ['/source']],
    ['a capture in the future', { text: 'x', capturedAt: START + 6 * 60_000 }, 'invalid-input', ['/capturedAt']],
    ['position 0/0', { text: 'x', position: { lon: 0, lat: 0 } }, 'invalid-input', null],
    ['nothing said', { source: 'hotline' }, 'invalid-input', ['/text']],
    ['control characters', { text: 'a\u0000b' }, 'invalid-input', null],
    ['100 kB of text', { text: 'x'.repeat(100_000) }, 'invalid-input', null],
    ['unknown members', { text: 'x', admin: true }, 'invalid-input', null],
    ['no object', [], 'invalid-input', null],
  ] as const)('is refused for %s, and nothing is written', async (_, body, code, where) => {
    const before = [await world.count('cases'), await world.count('report'), await world.count('command_log')];
    const answer = await world.report('disp-1', body);
    expect([answer.status, answer.problem.code]).toEqual([422, code]);
    if (where !== null) expect(pointers(answer)).toEqual(where);
    expect([await world.count('cases'), await world.count('report'), await world.count('command_log')]).toEqual(before);
  });

  it('comes only by channels that are the sender’s', async () => {
    const photos = [await picture()];
    for (const [who, source, status] of [['gm-101', 'patrol', 201], ['gm-101', 'hotline', 422], ['disp-1', 'media', 201], ['disp-1', 'leader', 201], ['disp-1', 'video-ai', 422], ['sup-1', 'transfer', 201]] as const)
      expect([who, source, (await world.report(who, { text: '巡查发现', source }, { photos })).status]).toEqual([who, source, status]);
    for (const who of ['h-san-1', 'lead-san', 'leader-1', 'op-1', 'dev-1']) expect([who, (await world.report(who, { text: 'x' }, { photos })).problem.code]).toEqual([who, 'forbidden']);
  });

  it('is refused whole when one of its photos is bad', async () => {
    const good = await picture();
    const answer = await world.report('gm-101', { ...RUBBISH, position: placeIn(cell) }, { photos: [good, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')] });
    expect([answer.status, answer.problem.code, pointers(answer)]).toEqual([422, 'not-an-image', ['/photo/1']]);
    expect(await world.count('attachment where hash = $1', [hashOf(good)])).toBe(0);
  });

  it('as multipart needs its part `report`, as JSON', async () => {
    const send = async (report: string | null): Promise<{ status: number; code: string }> => {
      const data = new FormData();
      if (report !== null) data.append('report', report);
      data.append('photo', new Blob([new Uint8Array(await picture())]), 'p.jpg');
      const answer = await world.ask('gm-101', 'POST', '/api/reports', data, { 'idempotency-key': uuid() });
      return { status: answer.status, code: ((await answer.json()) as { code: string }).code };
    };
    expect(await send(null)).toEqual({ status: 422, code: 'invalid-input' });
    expect(await send('{"text":')).toEqual({ status: 400, code: 'malformed-json' });
    expect(await send(`{"text":"${'x'.repeat(70_000)}"}`)).toEqual({ status: 413, code: 'too-large' });
    expect(await send('['.repeat(60_000))).toEqual({ status: 400, code: 'malformed-json' });
  });
});

describe('a report sent again', () => {
  it('gets the same receipt, marked as replayed, also weeks later when the door has forgotten', async () => {
    const body = { ...RUBBISH, text: '只此一次', position: placeIn(world.actor('gm-104').cells?.[0]) };
    const photos = [await picture()];
    const first = await world.report('gm-104', body, { photos, key: 'k-1' });
    await world.database.query('delete from command_log where command_id = $1', ['report:gm-104:k-1']);
    const again = await world.report('gm-104', body, { photos, key: 'k-1' });
    expect([first.status, first.replayed, again.status, again.replayed]).toEqual([201, false, 201, true]);
    expect(again.body).toEqual(first.body);
    expect(await world.count('report where reporter = $1', ['gm-104'])).toBe(1);
  });

  it('at the same moment many times is one report', async () => {
    const body = { ...RUBBISH, text: '同时', position: placeIn(world.actor('gm-105').cells?.[0]) };
    const photos = [await picture()];
    const answers = await Promise.all(Array.from({ length: 12 }, () => world.report('gm-105', body, { photos, key: 'k-2' })));
    expect(new Set(answers.map((a) => `${a.status} ${JSON.stringify(a.body)}`)).size).toBe(1);
    expect(answers.filter((a) => !a.replayed)).toHaveLength(1);
    expect(await world.count('cases where $1 = any(reporters)', ['gm-105'])).toBe(1);
  });

  it('with another body, other photos or no key is refused; another person’s key is another key', async () => {
    const photos = [await picture()];
    const at = { position: placeIn(cell, 80) };
    expect((await world.report('gm-101', { text: '一', ...at }, { photos, key: 'k-3' })).status).toBe(201);
    for (const answer of [await world.report('gm-101', { text: '二', ...at }, { photos, key: 'k-3' }), await world.report('gm-101', { text: '一', ...at }, { photos: [await picture()], key: 'k-3' })])
      expect([answer.status, answer.problem.code]).toEqual([422, 'idempotency-key-reused']);
    expect((await world.report('gm-101', { text: '一', ...at }, { photos, key: null })).problem.code).toBe('idempotency-key-missing');
    expect((await world.report('gm-102', { text: '一', ...at }, { photos, key: 'k-3' })).replayed).toBe(false);
  });

  it('after a failure in the middle finds nothing half-written', async () => {
    await world.database.query(`create function refuse_report() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$`);
    await world.database.query('create trigger refuse_report before insert on report for each row execute function refuse_report()');
    const before = [await world.count('cases'), await world.count('case_event'), await world.count('command_log')];
    const body = { ...RUBBISH, position: placeIn(cell, 120) };
    const photos = [await picture()];
    expect((await world.report('gm-101', body, { photos, key: 'k-4' })).status).toBe(500);
    expect([await world.count('cases'), await world.count('case_event'), await world.count('command_log')]).toEqual(before);
    await world.database.query('drop trigger refuse_report on report');
    const again = await world.report('gm-101', body, { photos, key: 'k-4' });
    expect([again.status, again.replayed]).toEqual([201, false]);
  });
});

describe('what the server notices', () => {
  const noticed = async (report: object, exif?: Parameters<typeof picture>[0]): Promise<{ status: number; remarks: string[]; cell: string | null; place: { lon: number; lat: number } | null }> => {
    const answer = await world.report('gm-106', { ...RUBBISH, ...report }, { photos: [await picture(exif)] });
    const view = answer.status === 201 ? await world.view(answer.body.id) : null;
    return { status: answer.status, remarks: answer.body.remarks, cell: answer.body.cell, place: view?.place ?? null };
  };
  const exifAt = ({ lon, lat }: { lon: number; lat: number }, taken?: string) => ({
    IFD2: { ...(taken !== undefined && { DateTimeOriginal: taken }) },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: `${Math.round(lat * 1e6)}/1000000 0/1 0/1`, GPSLongitudeRef: 'E', GPSLongitude: `${Math.round(lon * 1e6)}/1000000 0/1 0/1` },
  });

  it('converts declared GCJ-02, to the metre', async () => {
    const there = placeIn(world.actor('gm-106').cells?.[0]);
    const [lon, lat] = gcoord.transform([there.lon, there.lat], gcoord.WGS84, gcoord.GCJ02) as [number, number];
    const { remarks, cell: found, place } = await noticed({ position: { lon, lat, crs: 'gcj02' } });
    expect([remarks, found]).toEqual([['gcj02-converted'], world.actor('gm-106').cells?.[0]]);
    expect(place?.lon).toBeCloseTo(there.lon, 5);
    expect(place?.lat).toBeCloseTo(there.lat, 5);
  });

  it('accepts what lies outside every cell, and says when it looks like GCJ-02 by mistake, but moves nothing', async () => {
    expect(await noticed({ position: { lon: 104.06, lat: 30.67 } })).toMatchObject({ status: 201, cell: null, remarks: ['outside-cells'], place: { lon: 104.06, lat: 30.67 } });
    const mistaken = placesOnTheEdge(world);
    expect(mistaken).not.toBeNull();
    expect(await noticed({ position: mistaken ?? {} })).toMatchObject({ status: 201, cell: null, remarks: ['outside-cells', 'maybe-gcj02'], place: mistaken });
  });

  it('remarks a poor fix, a photo from far away or from the album, and a clock ahead', async () => {
    const at = placeIn(world.actor('gm-106').cells?.[1]);
    expect((await noticed({ position: { ...at, accuracy: 350 } })).remarks).toEqual(['poor-accuracy:350']);
    expect((await noticed({ position: { ...at, accuracy: 20 } }, exifAt(at, '2026:11:24 08:50:00'))).remarks).toEqual([]);
    const [far] = (await noticed({ position: at }, exifAt({ lon: at.lon, lat: at.lat + 0.01 }))).remarks;
    expect(far).toMatch(/^photo-far:111\d$/);
    expect((await noticed({ position: at }, exifAt(at, '2026:11:20 09:00:00'))).remarks).toEqual([`photo-old:${(4 * DAY) / 60_000}`]);
    expect((await noticed({ position: at, capturedAt: START - 40 * DAY })).remarks).toEqual([`photo-old:${(40 * DAY) / 60_000}`]);
    expect((await noticed({ position: at, capturedAt: START - 2 * HOUR })).remarks).toEqual([]);
    expect((await noticed({ position: at, capturedAt: START + 3 * 60_000 })).remarks).toEqual(['clock-off:3']);
  });
});

describe('one problem, one case', () => {
  it('suggests likely originals with their reasons, and opens a case all the same', async () => {
    const at = placeIn(world.actor('gm-107').cells?.[0]);
    const first = await world.report('gm-107', { ...RUBBISH, text: '公交站牌后面有一堆建筑垃圾', position: at }, { photos: [await picture()] });
    const second = await world.report('gm-107', { ...RUBBISH, text: '公交站牌后面的建筑垃圾没人管', position: { lon: at.lon + 1e-4, lat: at.lat } }, { photos: [await picture()] });
    expect(second.body.attachedTo).toBeNull();
    expect(second.body.id).not.toBe(first.body.id);
    const [suggestion] = second.body.suggestions;
    expect(suggestion).toMatchObject({ certain: false, case: { id: first.body.id, number: first.body.number } });
    expect(suggestion?.reasons.map((r) => r.code)).toEqual(expect.arrayContaining(['near', 'same-class', 'alike-text']));
    expect((await world.view(second.body.id)).suggestions.map((s) => s.case.id)).toContain(first.body.id);
  });

  it('suggests nothing that the reporter may not see', async () => {
    const at = placeIn(world.actor('gm-108').cells?.[0]);
    await world.report('gm-108', { ...RUBBISH, position: at }, { photos: [await picture()] });
    const other = await world.report('gm-101', { ...RUBBISH, position: at }, { photos: [await picture()] });
    expect([other.status, other.body.suggestions]).toEqual([201, []]);
  });

  it('attaches to the case that the reporter names, and names to him what is not there', async () => {
    const at = placeIn(world.actor('gm-107').cells?.[1]);
    const first = await world.report('gm-107', { ...RUBBISH, position: at }, { photos: [await picture()] });
    const photo = await picture();
    const same = await world.report('gm-107', { ...RUBBISH, position: at, sameAs: first.body.id }, { photos: [photo], key: 'same-1' });
    expect(same.body).toMatchObject({ id: first.body.id, number: first.body.number, version: 2, attachedTo: first.body.id, remarks: ['attached-by-reporter'] });
    const view = await world.view(first.body.id);
    expect([view.reports, view.reportList.length, view.photos.includes(hashOf(photo))]).toEqual([2, 2, true]);
    expect((await world.report('gm-107', { ...RUBBISH, position: at, sameAs: first.body.id }, { photos: [photo], key: 'same-1' })).replayed).toBe(true);
    expect((await world.report('gm-101', { ...RUBBISH, sameAs: first.body.id }, { photos: [photo] })).problem).toMatchObject({ code: 'unknown-case', errors: [{ pointer: '/sameAs' }] });
    await world.command(first.body.id, 'disp-1', { type: 'refuse', code: 'not-ours' });
    const closed = await world.report('gm-107', { ...RUBBISH, sameAs: first.body.id }, { photos: [photo] });
    expect([closed.status, closed.problem.code, closed.problem.stage]).toEqual([409, 'wrong-stage', 'closed']);
  });

  it('about the same asset joins the open case, however far away the phone thinks it is; after closing there is a new case', async () => {
    const [here, there] = [placeIn(world.actor('gm-109').cells?.[0]), placeIn(world.actor('gm-109').cells?.[3])];
    const first = await world.report('gm-109', { classId: 'P0102', position: here, asset: 'MH-0017' }, { photos: [await picture()] });
    const second = await world.report('gm-110', { classId: 'P0102', position: there, asset: 'MH-0017' }, { photos: [await picture()] });
    expect(second.body).toMatchObject({ id: first.body.id, attachedTo: first.body.id, remarks: ['attached-same-asset'] });
    expect((await world.view(first.body.id)).timeline.at(-1)).toMatchObject({ type: 'ReportAttached', why: { code: 'same-asset', of: first.body.id } });
    expect(await world.reader.row(first.body.id as CaseId, world.actor('gm-110'))).not.toBeNull();
    await world.command(first.body.id, 'disp-1', { type: 'refuse', code: 'not-ours' });
    const third = await world.report('gm-109', { classId: 'P0102', position: here, asset: 'MH-0017' }, { photos: [await picture()] });
    expect([third.status, third.body.attachedTo]).toEqual([201, null]);
  });

  it('about the same asset by many at the same moment is one case with every report', async () => {
    const people = ['gm-101', 'gm-102', 'gm-103', 'gm-104', 'gm-105', 'gm-106'];
    const answers = await Promise.all(people.flatMap((who, i) => [0, 1].map(async (n) => world.report(who, { classId: 'P0102', position: placeIn(world.actor(who).cells?.[0], i + n), asset: 'MH-0099' }, { photos: [await picture()] }))));
    expect(answers.map((a) => a.status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map((a) => a.body.id)).size).toBe(1);
    expect((await world.view(answers[0]?.body.id ?? '')).reports).toBe(12);
    expect(await world.count('report where asset = $1', ['MH-0099'])).toBe(12);
  });
});

describe('what a grid member put right on the spot', () => {
  const n = { place: 0 };
  const here = (): { position: object } => ({ position: placeIn(world.actor('gm-104').cells?.[3 + (n.place++ % 5)], 2 * n.place) });
  const written = async (): Promise<number[]> => [await world.count('cases'), await world.count('report'), await world.count('command_log'), await world.count('report_follow')];

  it('opens a case that waits for the centre’s review, with its photos before and after; then it is closed as such', async () => {
    const [before, after] = [await picture(), await picture()];
    const [sent] = await world.upload('gm-104', before);
    const answer = await world.report('gm-104', { ...RUBBISH, ...here(), text: '井盖旁有积土', handled: { note: '已清扫', before: [sent], after: [hashOf(after)] } }, { photos: [after] });
    expect(answer).toMatchObject({ status: 201, body: { stage: 'closure', attachedTo: null } });
    const view = await world.view(answer.body.id);
    expect(view).toMatchObject({ onTheSpot: true, handledBy: 'gm-104', photos: expect.arrayContaining([hashOf(before), hashOf(after)]), evidence: [hashOf(after)] });
    expect(view.timeline[0]).toMatchObject({ type: 'CaseRegistered', data: { handled: { note: '已清扫', before: [hashOf(before)], after: [hashOf(after)] } } });
    expect(view.reportList[0]?.photos).toHaveLength(2);
    expect((await world.stranger<FollowView>('GET', `/api/follow/${answer.body.follow}`)).body.steps.map((s) => s.step)).toEqual(['received', 'handled']);
    await world.command(view.id, 'disp-1', { type: 'close' });
    expect((await world.view(view.id)).outcome).toBe('self-handled');
  });

  it('is refused with what is wrong with it, and nothing is written', async () => {
    const [before, after] = await world.upload('gm-104', await picture(), await picture()) as [string, string];
    const handled = { note: '已处理', before: [before], after: [after] };
    const grave = [...world.directory.book().conditions.values()].find((c) => c.severity === 1);
    const lost = hashOf(await picture());
    const stood = await written();
    for (const [who, body, status, code, where] of [
      ['gm-104', { ...RUBBISH, handled: { ...handled, before: [] } }, 422, 'evidence-required', ['/handled/before']], ['gm-104', { ...RUBBISH, handled: { ...handled, after: [] } }, 422, 'evidence-required', ['/handled/after']],
      ['gm-104', { ...RUBBISH, handled: { note: '已处理' } }, 422, 'evidence-required', ['/handled/before']], ['gm-104', { classId: grave?.classId, conditionId: grave?.id, handled }, 409, 'not-small', ['/handled']],
      ['disp-1', { ...RUBBISH, source: 'hotline', handled }, 403, 'forbidden', ['/handled']], ['gm-104', { ...RUBBISH, handled: { ...handled, after: [after, lost] } }, 409, 'unknown-photo', ['/handled/after/1']],
      ['gm-104', { ...RUBBISH, sameAs: uuid(), handled }, 422, 'invalid-input', ['/handled']], ['gm-104', { ...RUBBISH, handled: { ...handled, note: ' ' } }, 422, 'invalid-input', ['/handled/note']],
      ['gm-104', { ...RUBBISH, handled: { ...handled, by: 'gm-105' } }, 422, 'invalid-input', null], ['gm-104', { ...RUBBISH, handled: true }, 422, 'invalid-input', ['/handled']],
    ] as const) {
      const answer = await world.report(who, { ...here(), ...body });
      expect([body, answer.status, answer.problem.code]).toEqual([body, status, code]);
      if (where !== null) expect(pointers(answer)).toEqual(where);
    }
    expect(await written()).toEqual(stood);
  });

  it('never joins an open case about the same thing: it is told of it and may say there that it is put right', async () => {
    const first = await world.report('gm-104', { classId: 'P0102', ...here(), asset: 'MH-0500' }, { photos: [await picture()] });
    const [before, after] = await world.upload('gm-104', await picture(), await picture()) as [string, string];
    const body = { classId: 'E0110', conditionId: 'E0110-1', ...here(), asset: 'MH-0500', handled: { note: '已复位', before: [before], after: [after] } };
    const stood = await written();
    const refused = await world.report('gm-104', body, { key: 'spot-1' });
    expect(refused).toMatchObject({ status: 409, problem: { code: 'already-exists', errors: [{ pointer: '/handled' }], current: { id: first.body.id, number: first.body.number } } });
    expect(refused.problem.allowed).toContain('selfHandle');
    expect(await written()).toEqual(stood);
    // Who may not see that case is not shown it.
    const other = await world.report('gm-110', { ...body, handled: { ...body.handled } });
    expect([other.problem.code, other.problem.current, other.problem.allowed]).toEqual(['already-exists', undefined, undefined]);
    await world.command(first.body.id, 'disp-1', { type: 'refuse', code: 'not-ours' });
    expect(await world.report('gm-104', body, { key: 'spot-1' })).toMatchObject({ status: 201, replayed: false, body: { stage: 'closure' } });
  });

  it('sent many times at once is one report with one receipt', async () => {
    const [before, after] = await world.upload('gm-104', await picture(), await picture()) as [string, string];
    const body = { ...RUBBISH, ...here(), asset: 'MH-0501', handled: { note: '已复位', before: [before], after: [after] } };
    const answers = await Promise.all(Array.from({ length: 8 }, () => world.report('gm-104', body, { key: 'spot-2' })));
    expect(new Set(answers.map((a) => `${a.status} ${JSON.stringify(a.body)}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(await world.count('report where asset = $1', ['MH-0501'])).toBe(1);
  });
});

describe('reports that meet in one case', () => {
  it('leave it the earliest time at which it was reported, and each of their reporters', async () => {
    const at = placeIn(world.actor('gm-103').cells?.[5]);
    const early = await world.report('gm-103', { ...RUBBISH, position: at }, { photos: [await picture()] });
    world.clock.advance(HOUR);
    const late = await world.report('gm-102', { ...RUBBISH, position: at }, { photos: [await picture()] });
    const joined = await world.report('gm-103', { ...RUBBISH, position: at, sameAs: early.body.id }, { photos: [await picture()] });
    await world.command(early.body.id, 'disp-1', { type: 'merge', into: late.body.id });
    const view = await world.view(late.body.id);
    expect([view.reportedAt, view.reports]).toEqual([world.clock.now() - HOUR, 3]);
    expect(new Set(view.reportList.map((r) => [r.id, r.reporter?.id].join()))).toEqual(new Set([[early.body.report, 'gm-103'], [late.body.report, 'gm-102'], [joined.body.report, 'gm-103']].map((r) => r.join())));
    // Both see the case that is left.
    for (const who of ['gm-102', 'gm-103']) expect(await world.reader.row(late.body.id, world.actor(who))).not.toBeNull();
    await world.command(early.body.id, 'disp-1', { type: 'unmerge', reason: '不是同一处' });
    expect([(await world.view(late.body.id)).reports, (await world.view(early.body.id)).reports]).toEqual([1, 2]);
  });
});

describe('who sees a report', () => {
  it('reads the reporter’s whole name at the centre, only its first character in a department', async () => {
    const receipt: ReportReceipt = (await world.report('gm-101', { ...RUBBISH, position: placeIn(cell, 160) }, { photos: [await picture()] })).body;
    await world.command(receipt.id, 'disp-1', { type: 'triage', classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, severity: 3 });
    await world.command(receipt.id, 'disp-1', { type: 'dispatch', department: 'SAN' as DepartmentId, coDepartments: [] });
    const name = world.directory.name('gm-101');
    const seen = async (who: string): Promise<string | undefined> => (await world.view(receipt.id, who)).reportList[0]?.reporter?.name;
    expect([await seen('disp-1'), await seen('gm-101'), await seen('h-san-1')]).toEqual([name, name, `${name[0]}**`]);
  });

  it('and a photo: whoever sees a case that shows it, as a report’s, as evidence, or from a case merged into it', async () => {
    const at = placeIn(cell, 200);
    const photo = await picture();
    const [receipt, master] = [(await world.report('gm-101', { ...RUBBISH, position: at }, { photos: [photo] })).body, (await world.report('gm-101', { ...RUBBISH, position: at }, { photos: [await picture()] })).body];
    const status = async (who: string, hash = hashOf(photo)): Promise<number> => (await world.ask(who, 'GET', `/api/photos/${hash}?size=thumb`)).status;
    expect([await status('gm-101'), await status('disp-1'), await status('h-san-1'), await status('gm-110'), await status('dev-1')]).toEqual([200, 200, 404, 404, 404]);
    await world.command(receipt.id, 'disp-1', { type: 'merge', into: master.id });
    await world.command(master.id, 'disp-1', { type: 'triage', classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, severity: 3 });
    await world.command(master.id, 'disp-1', { type: 'dispatch', department: 'SAN' as DepartmentId, coDepartments: ['UM' as DepartmentId] });
    expect([await status('h-san-1'), await status('h-um-1'), await status('h-wtr-1')]).toEqual([200, 200, 404]);
    const evidence = await picture();
    const data = new FormData();
    data.append('photo', new Blob([new Uint8Array(evidence)]), 'p.jpg');
    expect((await world.ask('h-san-1', 'POST', '/api/photos', data)).status).toBe(201);
    expect(await status('h-um-1', hashOf(evidence))).toBe(404);
    await world.command(master.id, 'h-san-1', { type: 'accept', assignee: 'h-san-1' as never });
    await world.command(master.id, 'h-san-1', { type: 'resolve', note: '已清理', evidence: [hashOf(evidence)] });
    expect([await status('h-um-1', hashOf(evidence)), await status('gm-101', hashOf(evidence)), await status('h-wtr-1', hashOf(evidence))]).toEqual([200, 200, 404]);
  });

  it('and a photo from before and after, with the report or of a case that waits, of a dispute, a task and a check of it', async () => {
    const status = async (who: string, hash: string): Promise<number> => (await world.ask(who, 'GET', `/api/photos/${hash}?size=thumb`)).status;
    const seen = async (hash: string): Promise<number[]> => [await status('gm-101', hash), await status('disp-1', hash), await status('gm-110', hash)];
    const photo = async (who: string): Promise<string> => (await world.upload(who, await picture()))[0] ?? '';
    const spot = async (): Promise<{ note: string; before: string[]; after: string[] }> => ({ note: '已清扫', before: [await photo('gm-101')], after: [await photo('gm-101')] });
    const open = async (n: number): Promise<string> => (await world.report('gm-101', { ...RUBBISH, position: placeIn(cell, n) }, { photos: [await picture()] })).body.id;
    const told = await spot(), waited = await spot();
    // Named by nothing yet, a photo is its sender's and nobody's else.
    expect(await status('disp-1', waited.before[0] ?? '')).toBe(404);
    await world.report('gm-101', { ...RUBBISH, position: placeIn(cell, 240), handled: told });
    await world.database.query(`update report set photos = '{}' where photos @> array[$1::text]`, [told.before[0]]);
    await world.command(await open(280), 'gm-101', { type: 'selfHandle', ...waited });
    for (const hash of [told.before, told.after, waited.before, waited.after].flat()) expect([hash, await seen(hash)]).toEqual([hash, [200, 200, 404]]);

    const id = await open(320), [said, done, checked, claim] = [await photo('gm-101'), await photo('lead-um'), await photo('gm-101'), await photo('lead-san')];
    await world.command(id, 'disp-1', { type: 'askConfirmation' });
    await world.command(id, 'gm-101', { type: 'confirm', verdict: 'true', evidence: [said] });
    await world.command(id, 'disp-1', { type: 'triage', classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, severity: 3 });
    await world.command(id, 'disp-1', { type: 'dispatch', department: 'SAN' as DepartmentId, coDepartments: ['UM' as DepartmentId], joint: ['UM' as DepartmentId] });
    await world.command(id, 'lead-um', { type: 'acceptTask', task: 1, assignee: 'lead-um' as never });
    await world.command(id, 'lead-um', { type: 'finishTask', task: 1, note: '已协办', evidence: [done] });
    await world.command(id, 'gm-101', { type: 'verifyTask', task: 1, passed: true, evidence: [checked] });
    await world.command(id, 'lead-san', { type: 'dispute', reason: '不在管辖范围', evidence: [claim] });
    for (const hash of [said, done, checked, claim]) expect([hash, await seen(hash), await status('h-um-1', hash), await status('h-wtr-1', hash)]).toEqual([hash, [200, 200, 404], 200, 404]);
  });
});

/** A place outside every cell that would lie inside one if it were GCJ-02. */
function placesOnTheEdge(w: World): { lon: number; lat: number } | null {
  for (let lon = 101.2; lon < 101.9; lon += 0.002)
    for (let lat = 25.0; lat < 25.8; lat += 0.002) {
      if (w.directory.locate({ lon, lat }) !== null) continue;
      const [x, y] = gcoord.transform([lon, lat], gcoord.GCJ02, gcoord.WGS84) as [number, number];
      if (w.directory.locate({ lon: x, lat: y }) !== null) return { lon, lat };
    }
  return null;
}
