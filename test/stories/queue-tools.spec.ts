import type { NewView } from '#contract';
import { parse } from 'csv-parse/sync';
import { randomUUID } from 'node:crypto';
import readXlsxFile from 'read-excel-file/node';
import { backends, Play, startHarness, type Client, type Harness } from '../harness/index.js';

describe.each(backends())('the tools around the queue (%s)', (backend) => {
  let h: Harness, play: Play, desk: Client;
  beforeAll(async () => { h = await startHarness({ backend }); play = new Play(h); desk = await h.as('disp-1'); });
  afterAll(async () => { await h?.stop(); });

  const keep = (who: Client, wish: Partial<NewView> & { name: string }, key: string = randomUUID()) => who.ask('saveView', { body: { query: 'stage=triage&severity=1', ...wish }, headers: { 'idempotency-key': key } });

  it('keeps looks: made once, renamed, put in order, deleted, and nobody else’s', async () => {
    const key = randomUUID();
    const made = await keep(desk, { name: '特急待立案' }, key);
    expect(made).toMatchObject({ ok: true, status: 201, body: { name: '特急待立案', query: 'stage=triage&severity=1', sort: 'urgent', columns: null, share: null, mine: true } });
    const again = await keep(desk, { name: '特急待立案' }, key);
    const other = await keep(desk, { name: '热线', query: 'source=hotline&open=true', columns: ['number', 'what', 'text'], sort: 'newest' });
    if (!made.ok || !again.ok || !other.ok) throw new Error('not kept');
    expect(again.body.id).toBe(made.body.id);
    expect((await desk.want('orderViews', { body: { ids: [other.body.id] } })).map((v) => v.name)).toEqual(['热线', '特急待立案']);
    expect(await desk.want('changeView', { params: { id: other.body.id }, body: { name: '热线在办' } })).toMatchObject({ name: '热线在办', columns: ['number', 'what', 'text'], sort: 'newest' });
    const stranger = await h.as('disp-2');
    expect(await stranger.want('savedViews')).toEqual([]);
    for (const answer of [await stranger.ask('changeView', { params: { id: made.body.id }, body: { name: 'x' } }), await stranger.ask('removeView', { params: { id: made.body.id } })]) expect(answer).toMatchObject({ ok: false, status: 404 });
    expect(await desk.ask('removeView', { params: { id: made.body.id } })).toMatchObject({ ok: true, status: 204 });
    expect((await desk.want('savedViews')).map((v) => v.name)).toEqual(['热线在办']);
  });

  it('shows a shared look to whom it is meant for, and lets only those share who answer for others', async () => {
    const supervisor = await h.as('sup-1');
    for (const [name, share] of [['全体', { role: null, department: null }], ['派遣员', { role: 'dispatcher', department: null }], ['环卫', { role: null, department: 'SAN' }]] as const) expect(await keep(supervisor, { name, share: share as NewView['share'] })).toMatchObject({ ok: true });
    const seen = async (who: string) => (await (await h.as(who)).want('savedViews')).filter((v) => !v.mine).map((v) => v.name);
    expect([await seen('disp-2'), await seen('lead-san'), await seen('h-san-1'), await seen('leader-1')]).toEqual([['全体', '派遣员'], ['全体', '环卫'], ['全体', '环卫'], ['全体']]);
    expect(await keep(desk, { name: 'x', share: { role: null, department: null } })).toMatchObject({ ok: false, status: 403, problem: { code: 'no-right' } });
    const lead = await h.as('lead-san');
    expect(await keep(lead, { name: '我科室', share: { role: null, department: 'SAN' as never } })).toMatchObject({ ok: true });
    expect(await keep(lead, { name: '别人科室', share: { role: null, department: 'UM' as never } })).toMatchObject({ ok: false, status: 403 });
  });

  it('takes no look that is no filter, and no fifty-first', async () => {
    for (const query of ['stage=nowhere', 'anything=1', 'severity=9']) expect(await keep(desk, { name: 'x', query })).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/query' }] } });
    expect(await keep(desk, { name: 'x', columns: ['number', 'number'] })).toMatchObject({ ok: false, status: 422 });
    const busy = await h.as('disp-2');
    for (let i = 0; i < 50; i++) await keep(busy, { name: `v${i}` });
    expect(await keep(busy, { name: 'v50' })).toMatchObject({ ok: false, status: 409, problem: { code: 'too-many-views' } });
  });

  it('remembers the columns a person chose', async () => {
    expect(await desk.want('deskPreference')).toEqual({ columns: null });
    await desk.want('setDeskPreference', { body: { columns: ['what', 'number', 'due'] } });
    expect(await desk.want('deskPreference')).toEqual({ columns: ['what', 'number', 'due'] });
    expect(await (await h.as('sup-1')).want('deskPreference')).toEqual({ columns: null });
  });

  describe('the list as a file', () => {
    const UNSURE = { classId: null, conditionId: null } as never;
    beforeAll(async () => {
      for (const text of ['=cmd|calc!A1', '电话13812345678联系', '换行\n"引号",逗号', '普通']) await play.reported({ ...(UNSURE as object), text });
      await play.reported();
    });
    const file = async (who: Client, query: string): Promise<Response> => who.fetch(`/api/cases/export?${query}`);

    it('says in CSV what the list says, in its order, and nothing in it is calculated', async () => {
      const answer = await file(desk, 'stage=triage&sort=age&format=csv&columns=number,text,stage,reported');
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([200, 'text/csv; charset=utf-8', expect.stringMatching(/^attachment; filename="cases-\d{8}-\d{4}\.csv"$/)]);
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
      const [titles, ...lines] = parse(bytes, { bom: true }) as string[][];
      const list = await desk.want('cases', { query: { stage: 'triage', sort: 'age', limit: 200 } });
      expect(titles).toEqual(['时限灯', '案件号', '描述', '阶段', '结案时间', '上报时间']);
      expect(lines.map((l) => l[1])).toEqual(list.items.map((r) => r.number));
      expect(lines.map((l) => l[2])).toEqual(list.items.map((r) => (r.text.startsWith('=') ? `'${r.text}` : r.text)));
      expect(lines.some((l) => l[2]?.includes('138****5678'))).toBe(true);
      expect(lines.some((l) => l[2] === '换行\n"引号",逗号')).toBe(true);
    });

    it('says in a workbook the same as the API, with real moments, in English too', async () => {
      const answer = await file(desk, 'open=true&sort=newest&format=xlsx&lang=en');
      expect(answer.headers.get('content-type')).toContain('spreadsheetml');
      const sheets = await readXlsxFile(Buffer.from(await answer.arrayBuffer()));
      const [cases, about] = sheets as unknown as { sheet: string; data: unknown[][] }[];
      const list = await desk.want('cases', { query: { open: 'true', sort: 'newest', limit: 200 } });
      const [titles, ...rows] = cases?.data ?? [];
      const column = (name: string): number => (titles ?? []).indexOf(name);
      expect(rows.map((r) => r[column('Number')])).toEqual(list.items.map((r) => r.number));
      expect(rows.map((r) => r[column('Description')])).toEqual(list.items.map((r) => r.text));
      expect(new Date(rows[0]?.[column('Reported')] as Date).getTime()).toBe(Math.floor((list.items[0]?.reportedAt ?? 0) / 1000) * 1000 + 8 * 3_600_000);
      expect(about?.data.find((r) => r[0] === 'Cases')?.[1]).toBe(list.items.length);
    });

    it('holds what the reader may see and no more, and refuses what is no column', async () => {
      const lead = await h.as('lead-san'), list = await lead.want('cases', { query: { limit: 200, sort: 'age' } });
      const lines = parse(await (await file(lead, 'format=csv&sort=age&columns=number')).text(), { bom: true }) as string[][];
      expect(lines.slice(1).map((l) => l[1])).toEqual(list.items.map((r) => r.number));
      expect(lines.length).toBeGreaterThan(1);
      expect((await file(desk, 'columns=secret')).status).toBe(422);
      expect((await file(h.stranger, 'format=csv')).status).toBe(401);
    });

    it('refuses more rows than one file holds, in words, before it begins', async () => {
      await h.database.query(`insert into cases (id, number, version, state, stage, source, severity, text, reported_at, closed_at, outcome, settled_version, settled_book, head_hash)
        select gen_random_uuid(), 'XX' || n, 1, '{}', 'closed', 'media', 3, 'x', 1, 1, 'voided', 1, 1, '\\x00' from generate_series(1, 50001) n`);
      const answer = await file(desk, 'source=media&format=csv');
      expect([answer.status, answer.headers.get('content-type'), ((await answer.json()) as { code: string }).code]).toEqual([422, expect.stringContaining('problem+json'), 'too-many-rows']);
      await h.database.query(`delete from cases where source = 'media'`);
    });
  });

  it('narrows by what is supervised, came back, is due today, and by a department’s tasks', async () => {
    const id = await play.reported();
    const found = async (query: Record<string, string>, who = desk) => (await who.want('cases', { query: { ids: id, ...query } })).items.length;
    expect([await found({ supervised: 'true' }), await found({ rework: 'true' }), await found({ taskOf: 'WTR' })]).toEqual([0, 0, 0]);
    await (await h.as('sup-1')).does(id, { type: 'order', demand: '请说明', limit: { amount: 3_600_000, unit: 'working' } });
    await desk.does(id, { type: 'addTask', kind: 'joint', department: 'WTR' as never, text: '请协办', limit: { amount: 3_600_000, unit: 'working' } });
    expect([await found({ supervised: 'true' }), await found({ supervised: 'false' }), await found({ taskOf: 'WTR' }), await found({ taskOf: 'UM' })]).toEqual([1, 0, 1, 0]);
    const { dueAt } = await play.view(id);
    expect([await found({ dueBefore: String((dueAt ?? 0) + 1) }), await found({ dueBefore: String(dueAt ?? 0) })]).toEqual([1, 0]);
    expect(await found({ taskOf: 'WTR' }, await h.as('lead-wtr'))).toBe(1);
  });
});
