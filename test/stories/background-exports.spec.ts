import { EXPORT_DAYS, MOST_EXPORTS, type CaseExportOrder } from '#contract';
import { BackgroundExports } from '#cases';
import { Work } from '#platform';
import { startServer } from '#server';
import { parse } from 'csv-parse/sync';
import { randomUUID } from 'node:crypto';
import { backends, Client, copies, DEMO_PASSWORD, Play, sheetsOf, startHarness, type Answer, type Harness } from '../harness/index.js';

const MANY = 50_001, OURS = Math.ceil(MANY / 3), LIST = 'source=media';

describe.each(backends())('a list that is too long for an answer (%s)', (backend) => {
  let h: Harness, desk: Client, lead: Client;
  beforeAll(async () => {
    h = await startHarness({ backend });
    [desk, lead] = [await h.as('disp-1'), await h.as('lead-san')];
    const id = await new Play(h).reported();
    await copies(h.database, id, MANY, { mine: 'SAN', theirs: 'UM', prefix: 'XX' });
  }, 240_000);
  afterAll(async () => { await h?.stop(); });
  afterEach(async () => { h.server.get(Work).resume(); for (const who of [desk, lead]) for (const { id } of await who.want('exports')) await who.want('endExport', { params: { id } }); await h.quiesce(); });

  const order = (who: Client, wish: object = {}, id: string = randomUUID()): Promise<Answer<CaseExportOrder>> => who.ask('orderExport', { params: { id }, body: { query: LIST, sort: 'age', columns: ['number', 'text', 'department'], ...wish } });
  const ordered = async (who: Client, wish?: object): Promise<string> => { const answer = await order(who, wish); if (!answer.ok) throw new Error(JSON.stringify(answer.problem)); return answer.body.id; };
  const found = async (who: Client, id: string): Promise<CaseExportOrder> => { const one = (await who.want('exports')).find((e) => e.id === id); if (one === undefined) throw new Error('no such export'); return one; };
  const file = (who: Client, id: string): Promise<Response> => who.fetch(`/api/exports/${id}/file`);
  const numbers = async (who: Client, id: string): Promise<string[]> => (parse(Buffer.from(await (await file(who, id)).arrayBuffer()), { bom: true }) as string[][]).slice(1).map((line) => line[1] ?? '');
  const turn = (id: string, of = h.server): Promise<unknown> => of.get(BackgroundExports).handle(`export:${id}`);
  const rowsOf = async (where = ''): Promise<string[]> => (await h.database.query<{ number: string }>(`select number from cases where source = 'media' ${where} order by reported_at, id`)).map((r) => r.number);
  const left = async (): Promise<number[]> => (await h.database.query<{ n: number }>('select count(*)::int as n from case_export union all select count(*)::int from case_export_piece')).map((r) => r.n);
  /** Nothing is made but what the story makes itself. */
  const byHand = (): Promise<void> => h.server.get(Work).pause();

  it('is refused with the bound and the way out, and made in the background with as many rows as the list has', async () => {
    const refused = await desk.fetch(`/api/cases/export?${LIST}&format=csv`), { limit, instead, code } = (await refused.json()) as Record<string, unknown>;
    expect([refused.status, code, limit, instead]).toEqual([422, 'too-many-rows', 50_000, 'PUT /api/exports/{id}']);
    await byHand();
    const id = await ordered(desk);
    expect(await found(desk, id)).toMatchObject({ total: MANY, looked: 0, made: null, parked: null, name: expect.stringMatching(/^cases-\d{8}-\d{4}\.csv$/) });
    expect((await file(desk, id)).status).toBe(404);
    const seen: number[] = [];
    for (let i = 0; i < 3; i++) { await turn(id); seen.push((await found(desk, id)).looked); }
    expect(seen).toEqual([7_000, 15_000, 23_000]);
    // What moves while it is made is in it once all the same.
    await h.database.query(`update cases set reported_at = 1 where number = 'XX00000001'`);
    await h.server.get(Work).resume();
    await h.quiesce();
    const one = await found(desk, id), { total } = await desk.want('cases', { query: { source: 'media', count: 'exact', limit: 1 } }), lines = await numbers(desk, id);
    expect([one.total, one.looked, one.made?.rows, lines.length]).toEqual([total, total, total, total]);
    expect(new Set(lines).size).toBe(MANY);
    expect([lines[0], lines.at(-1)]).toEqual([`XX${String(MANY).padStart(8, '0')}`, 'XX00000001']);
    const answer = await desk.fetch(`/api/exports/${id}/file`, { headers: { 'accept-encoding': 'identity' } });
    expect([answer.headers.get('content-type'), answer.headers.get('content-disposition'), Number(answer.headers.get('content-length')), (await answer.arrayBuffer()).byteLength]).toEqual(['text/csv; charset=utf-8', `attachment; filename="${one.name}"`, one.made?.bytes, one.made?.bytes]);
    const told = (await desk.want('notices', { query: { limit: 200 } })).filter((n) => n.kind === 'export');
    expect(told).toEqual([expect.objectContaining({ case: null, number: one.name, data: { export: id, rows: MANY } })]);
    expect(await h.database.query(`select 1 from notice_sent s join notice n on n.id = s.notice where n.kind = 'export'`)).toEqual([]);
  });

  it('holds what its asker may see, then and when their turn comes, and nobody else gets it', async () => {
    await byHand();
    const id = await ordered(lead);
    expect((await found(lead, id)).total).toBe(OURS);
    await turn(id);
    const [gone] = (await rowsOf(`and department = 'SAN'`)).slice(-1);
    await h.database.query(`update cases set department = 'UM' where number = $1`, [gone]);
    await h.server.get(Work).resume();
    await h.quiesce();
    const lines = await numbers(lead, id);
    expect([(await found(lead, id)).made?.rows, lines.length]).toEqual([OURS - 1, OURS - 1]);
    expect(lines).toEqual(await rowsOf(`and department = 'SAN'`));
    for (const other of [desk, await h.as('lead-um'), await h.as('h-san-1')]) {
      expect([(await file(other, id)).status, (await other.want('exports')).length]).toEqual([404, 0]);
      expect(await order(other, {}, id)).toMatchObject({ ok: false, status: 404 });
      expect(await other.ask('endExport', { params: { id } })).toMatchObject({ ok: false, status: 404 });
    }
    await h.database.query(`update cases set department = 'SAN' where number = $1`, [gone]);
    expect((await file(h.stranger, id)).status).toBe(401);
    // In another post there is no file of the post before.
    const operator = await h.as('op-1'), moved = async (department: string): Promise<Client> => {
      await operator.want('changePerson', { params: { account: 'lead-san' }, body: { department } });
      const again = new Client(h.url);
      await again.signIn('lead-san', DEMO_PASSWORD);
      return again;
    };
    const there = await moved('UM');
    expect([(await file(there, id)).status, await there.want('exports')]).toEqual([404, []]);
    lead = await moved('SAN');
    expect((await file(lead, id)).status).toBe(200);
    // What was asked for in the other post is not made, and takes no room.
    await byHand();
    const again = await moved('UM'), half = await ordered(again);
    lead = await moved('SAN');
    await turn(half);
    expect([await lead.want('exports'), await h.database.query('select 1 from case_export where id = any($1::uuid[])', [[id, half]])]).toEqual([[], [{ '?column?': 1 }]]);
    await h.server.get(Work).resume();
    await h.quiesce();
    expect(await left()).toEqual([0, 0]);
    // A grid member's file is their list, too.
    const member = await h.as('gm-101'), few = await ordered(member, { query: `${LIST}&q=XX0000000` });
    await h.quiesce();
    expect((await numbers(member, few)).length).toBe(9);
    expect(await numbers(member, few)).toEqual((await member.want('cases', { query: { source: 'media', q: 'XX0000000', sort: 'age', limit: 200 } })).items.map((r) => r.number));
    await member.want('endExport', { params: { id: few } });
  });

  it('is a workbook of the same rows as the answer, as far as there is one', async () => {
    const wish = { query: `${LIST}&for=SAN`, sort: 'newest', format: 'xlsx', lang: 'en', columns: ['number', 'text', 'reported'] }, id = await ordered(desk, wish);
    await h.quiesce();
    const made = sheetsOf(new Uint8Array(await (await file(desk, id)).arrayBuffer())), answered = sheetsOf(new Uint8Array(await (await desk.fetch(`/api/cases/export?${LIST}&for=SAN&sort=newest&format=xlsx&lang=en&columns=number,text,reported`)).arrayBuffer()));
    expect([made[0]?.name, made[0]?.rows, made[1]?.cells.get('B4')?.value]).toEqual(['Cases', OURS + 1, OURS]);
    expect(made[0]?.xml === answered[0]?.xml).toBe(true);
    expect(made[1]?.cells.get('B5')?.value).toBe(answered[1]?.cells.get('B5')?.value);
  });

  it('is made once by two processes', async () => {
    await byHand();
    const other = await startServer({ env: { ...h.env, GRID_ROLES: 'api' }, clock: h.clock, quiet: true });
    try {
      const id = await ordered(desk, { query: `${LIST}&for=SAN` });
      while ((await found(desk, id)).made === null) await Promise.all([turn(id), turn(id, other), turn(id), turn(id, other)]);
      expect(await numbers(desk, id)).toEqual(await rowsOf(`and department = 'SAN'`));
      expect(await h.database.query(`select count(*)::int as n from notice where kind = 'export' and data ->> 'export' = $1`, [id])).toEqual([{ n: 1 }]);
    } finally { await other.stop(); }
  });

  it('can be cancelled while it is made: nothing is left of it, and nobody is told', async () => {
    await byHand();
    const id = await ordered(desk);
    await turn(id);
    await Promise.all([turn(id), desk.want('endExport', { params: { id } })]);
    expect([await desk.want('exports'), (await file(desk, id)).status, await desk.ask('endExport', { params: { id } })]).toEqual([[], 404, expect.objectContaining({ status: 404 })]);
    await h.server.get(Work).resume();
    await h.quiesce();
    expect(await left()).toEqual([0, 0]);
    expect(await h.database.query(`select 1 from notice where kind = 'export' and data ->> 'export' = $1`, [id])).toEqual([]);
  });

  it('is one under one id, not more than some at once, and gone after its days', async () => {
    const none = `${LIST}&q=NOTHING`, id = await ordered(desk, { query: none });
    expect(await order(desk, { query: none }, id)).toMatchObject({ ok: true, body: { id } });
    expect(await order(desk, { query: none, sort: 'newest' }, id)).toMatchObject({ ok: false, status: 422, problem: { code: 'idempotency-key-reused' } });
    for (const wish of [{ query: 'secret=1' }, { columns: ['secret'] }, { format: 'pdf' }, { query: 'counted=filed' }]) expect([wish, await order(desk, wish)]).toEqual([wish, expect.objectContaining({ ok: false, status: 422 })]);
    for (let n = 1; n < MOST_EXPORTS; n++) await ordered(desk, { query: none });
    expect(await order(desk, { query: none })).toMatchObject({ ok: false, status: 422, problem: { code: 'invalid-input' } });
    await h.quiesce();
    expect([(await found(desk, id)).made?.rows, await numbers(desk, id)]).toEqual([0, []]);
    await h.advance(`${EXPORT_DAYS}d`);
    expect([await desk.want('exports'), (await file(desk, id)).status, await left()]).toEqual([[], 404, [0, 0]]);
  });

  it('that cannot be made says why, and goes on when an operator says so', async () => {
    await byHand();
    const id = await ordered(desk), operator = await h.as('op-1');
    await turn(id);
    await h.server.get(BackgroundExports).park(`export:${id}`, 'disk full', 5);
    expect((await found(desk, id)).parked).toBe('disk full');
    await h.server.get(Work).resume();
    await h.quiesce();
    expect((await found(desk, id)).made).toBeNull();
    expect((await operator.want('parkedWork')).map((p) => [p.queue, p.id, p.reason])).toEqual([['apply', `export:${id}`, 'disk full']]);
    await operator.want('retryParked', { params: { queue: 'apply', id: `export:${id}` } });
    await h.quiesce();
    expect([(await found(desk, id)).made?.rows, (await numbers(desk, id)).length]).toEqual([MANY, MANY]);
  });
});
