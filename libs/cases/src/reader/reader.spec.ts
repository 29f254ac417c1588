import { caseQuerySchema, caseViewSchema, caseRowSchema, pageOf as pageSchema, type CaseRow } from '#contract';
import { light, ROLES, sees, STAGES, type Actor, type Case, type CaseId, type CellId, type DepartmentId, type Role, type UserId } from '#domain';
import { uuid } from '#platform';
import { World } from '../testing/world.js';

let world: World;
beforeAll(async () => { world = await World.start(); }, 180_000);
afterAll(() => world.stop());

const DEPARTMENTS = [null, 'SAN', 'UM', 'WTR'] as const, CELLS = [null, '532323101001001', '532323101001002', '532323101001003'] as const;
const rows: { id: string; department: string | null; coDepartments: string[]; cell: string | null; reporters: string[]; due: number | null; yellow: number | null; severity: number; stage: string; reported: number }[] = [];
const at = (): number => world.clock.now();

/** Every department × co-department × cell × reporter, in all stages, straight into the table. */
beforeAll(async () => {
  const real = await world.report({}, 'gm-104');
  const [{ state }] = await world.database.query<{ state: Case }>('select state from cases where id = $1', [real.id]) as [{ state: Case }];
  await world.database.query('delete from cases');
  let n = 0;
  for (const department of DEPARTMENTS) for (const co of [[], ['SAN'], ['UM', 'WTR']]) for (const cell of CELLS) for (const reporters of [[], ['gm-101'], ['gm-102', 'gm-103']]) {
    const stage = STAGES[n % STAGES.length] as Case['stage'], closed = stage === 'closed', due = closed || stage === 'suspended' ? null : at() + ((n * 7) % 41 - 15) * 60_000;
    const row = { id: uuid(), department, coDepartments: co.filter((d) => d !== department), cell, reporters, due, yellow: due === null ? null : due - 300_000 - (n % 5) * 400_000, severity: 1 + (n % 4), stage, reported: at() - ((n * 13) % 50) * 60_000 };
    rows.push(row);
    const fold = { ...state, id: row.id, number: `T-${n}`, stage, department, coDepartments: row.coDepartments, cell, severity: row.severity, reportedAt: row.reported, text: n % 9 === 0 ? `50%_off ${n}` : `heap ${n}` };
    await world.database.query(
      `insert into cases (id, number, version, state, stage, source, severity, department, co_departments, cell, text, reporters, reported_at, closed_at, due_at, yellow_at, settled_version, settled_book, head_hash)
       values ($1, $2, 1, $3, $4, 'grid-member', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, 0, '\\x00')`,
      [row.id, fold.number, JSON.stringify(fold), stage, row.severity, department, row.coDepartments, cell, fold.text, reporters, row.reported, closed ? at() : null, due, row.yellow]);
    n++;
  }
}, 60_000);

const all = async (query: object, actor: Actor): Promise<CaseRow[]> => {
  const found: CaseRow[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: CaseRow[]; next: string | null } = await world.reader.page(caseQuerySchema.parse({ limit: '7', ...query, ...(cursor !== '' && { cursor }) }), actor);
    found.push(...page.items);
    cursor = page.next;
  }
  return found;
};
const ids = (list: readonly { id: string }[]): string[] => list.map((r) => r.id).sort();

describe('sight', () => {
  const actors: Actor[] = ROLES.flatMap((role: Role): Actor[] => [
    { id: 'nobody' as UserId, role }, { id: 'gm-101' as UserId, role, cells: [] },
    ...['SAN', 'WTR', 'NRB'].map((d) => ({ id: 'x' as UserId, role, department: d as DepartmentId })),
    ...[['532323101001001'], ['532323101001002', '532323101001003']].map((cells, i) => ({ id: `gm-10${2 + i}` as UserId, role, cells: cells as CellId[] })),
  ]);

  it.each(actors.map((a) => [a.role, a.department ?? a.cells?.join() ?? a.id, a] as const))('of a %s (%s) is the same for lists, single rows, counts and the live rooms', async (_, __, actor) => {
    const expected = ids(rows.filter((r) => sees(actor, r)));
    expect(ids(await all({}, actor))).toEqual(expected);
    expect(ids(await world.reader.rows(rows.map((r) => r.id as CaseId), actor))).toEqual(expected);
    expect((await world.reader.counts({}, actor)).items.reduce((sum, i) => sum + i.count, 0)).toBe(expected.length);
    for (const r of rows.slice(0, 12)) expect((await world.reader.row(r.id as CaseId, actor)) !== null).toBe(sees(actor, r));
  });
});

const chief: Actor = { id: 'disp-1' as UserId, role: 'dispatcher' };
const RANK = { red: 0, yellow: 1, green: 2, paused: 3 } as const;
const lightOf = (r: (typeof rows)[number]) => light(r.due === null || r.yellow === null ? null : { dueAt: r.due, yellowAt: r.yellow }, at());
type Key = (r: (typeof rows)[number]) => readonly (number | string)[];
const ORDER: Record<string, Key> = {
  urgent: (r) => [RANK[lightOf(r)], ...(r.due === null ? [-r.reported] : [r.due])],
  deadline: (r) => (r.due === null ? [1, -r.reported] : [0, r.due]),
  severity: (r) => (r.stage === 'closed' ? [1, -r.reported] : [0, r.severity, r.reported]),
  age: (r) => [r.reported],
  newest: (r) => [-r.reported],
};

describe('pages', () => {
  it.each(Object.entries(ORDER))('by %s show every row once, in order', async (sort, key) => {
    const shown = await all({ sort }, chief), byId = new Map(rows.map((r) => [r.id, r]));
    expect(ids(shown)).toEqual(ids(rows));
    const keys = shown.map((r) => key(byId.get(r.id) as (typeof rows)[number]));
    for (let i = 1; i < keys.length; i++) expect(compare(keys[i - 1] ?? [], keys[i] ?? [])).toBeLessThanOrEqual(0);
  });

  it.each([
    ['stage', { stage: 'triage,dispatch' }, (r: (typeof rows)[number]) => ['triage', 'dispatch'].includes(r.stage)],
    ['light', { light: 'red' }, (r: (typeof rows)[number]) => lightOf(r) === 'red'],
    ['lights', { light: 'yellow,paused' }, (r: (typeof rows)[number]) => ['yellow', 'paused'].includes(lightOf(r))],
    ['the light of what stands still', { light: 'paused' }, (r: (typeof rows)[number]) => lightOf(r) === 'paused'],
    ['severity', { severity: '1,2' }, (r: (typeof rows)[number]) => r.severity <= 2],
    ['department, main or co', { department: 'UM' }, (r: (typeof rows)[number]) => r.department === 'UM' || r.coDepartments.includes('UM')],
    ['cell', { cell: '532323101001002' }, (r: (typeof rows)[number]) => r.cell === '532323101001002'],
    ['open', { open: 'true' }, (r: (typeof rows)[number]) => r.stage !== 'closed'],
    ['closed', { open: 'false' }, (r: (typeof rows)[number]) => r.stage === 'closed'],
    ['time', { since: '1' , until: '9999999999999' }, () => true],
    ['number', { q: 't-14' }, (r: (typeof rows)[number]) => rows.indexOf(r) === 14 || (rows.indexOf(r) >= 140 && rows.indexOf(r) < 150)],
    ['text, taken literally', { q: '50%_off' }, (r: (typeof rows)[number]) => rows.indexOf(r) % 9 === 0],
    ['signs that mean something to SQL', { q: '%_' }, (r: (typeof rows)[number]) => rows.indexOf(r) % 9 === 0],
  ])('filtered by %s', async (_, query, holds) => {
    const { since, ...rest } = query as { since?: string };
    const asked = since === undefined ? rest : { ...rest, since: String(at() - 86_400_000), until: String(at() + 1) };
    expect(ids(await all(asked, chief))).toEqual(ids(rows.filter(holds)));
  });

  it('count exactly when asked', async () => {
    expect((await world.reader.page(caseQuerySchema.parse({ limit: '3', count: 'exact', open: 'true' }), chief)).total).toBe(rows.filter((r) => r.stage !== 'closed').length);
    expect(await world.reader.page(caseQuerySchema.parse({ limit: '3' }), chief)).not.toHaveProperty('total');
  });

  it('say what the contract says', async () => {
    pageSchema(caseRowSchema).parse(await world.reader.page(caseQuerySchema.parse({ count: 'exact' }), chief));
  });

  it('keep the lights of the first page while time goes on', async () => {
    const first = await world.reader.page(caseQuerySchema.parse({ limit: '40' }), chief);
    world.clock.advance(20 * 60_000);
    const rest = await all({ limit: '200', cursor: first.next }, chief).catch(() => null);
    const second = await world.reader.page(caseQuerySchema.parse({ limit: '200', cursor: first.next }), chief);
    expect(rest).not.toBeNull();
    expect(second.asOf).toBe(first.asOf);
    expect(ids([...first.items, ...second.items])).toEqual(ids(rows));
  });
});

describe('a cursor', () => {
  const next = async (query: object, actor = chief): Promise<string> => (await world.reader.page(caseQuerySchema.parse({ limit: '5', ...query }), actor)).next as string;
  const use = (query: object, actor = chief) => world.reader.page(caseQuerySchema.parse({ limit: '5', ...query }), actor);

  it('goes on with another page length', async () => { await expect(use({ limit: '9', cursor: await next({}) })).resolves.toBeDefined(); });
  it('of another filter is refused', async () => { await expect(use({ open: 'true', cursor: await next({}) })).rejects.toMatchObject({ code: 'invalid-cursor' }); });
  it('of another order is refused', async () => { await expect(use({ sort: 'age', cursor: await next({}) })).rejects.toMatchObject({ code: 'invalid-cursor' }); });
  it('of somebody else is refused', async () => { await expect(use({ cursor: await next({}) }, { id: 'disp-2' as UserId, role: 'dispatcher' })).rejects.toMatchObject({ code: 'invalid-cursor' }); });
  it('that was tampered with is refused', async () => {
    const cursor = await next({});
    for (const bad of [`${cursor}x`, cursor.slice(1), 'x', `${Buffer.from('{}').toString('base64url')}.${cursor.split('.')[1]}`]) await expect(use({ cursor: bad })).rejects.toMatchObject({ code: 'invalid-cursor' });
  });
});

describe('a case page', () => {
  it('shows the timeline with names, what is allowed, candidates, and masks what people wrote', async () => {
    const c = await world.report({ text: '路口有垃圾,电话13812345678' });
    await world.done(c.id, 'disp-1', { type: 'note', text: '已致电13812345678' });
    const view = caseViewSchema.parse(await world.reader.view(c.id, world.actor('disp-1')));
    expect(view).toMatchObject({ text: '路口有垃圾,电话138****5678', reports: 1, reportList: [], closing: { zh: expect.any(String) }, stage: 'triage' });
    expect(view.timeline.map((e) => [e.seq, e.type, e.by.id, e.stage])).toEqual([[1, 'CaseRegistered', 'gm-101', 'triage'], [2, 'NoteAdded', 'disp-1', 'triage']]);
    expect(view.timeline[0]?.by.name).toBe(world.directory.name('gm-101'));
    expect(view.timeline[1]?.data).toEqual({ text: '已致电138****5678' });
    expect(view.allowed).toContain('triage');
    expect(view.candidates[0]).toMatchObject({ department: 'SAN', confidence: 1 });
  });

  it('suggests likely originals to those who may merge', async () => {
    const spot = { place: { lon: 101.7, lat: 25.35, accuracy: 5 } };
    const original = await world.report(spot), twin = await world.report(spot);
    const view = await world.reader.view(twin.id, world.actor('disp-1'));
    expect(view?.suggestions.map((s) => s.case.id)).toEqual([original.id]);
    expect(view?.suggestions[0]?.reasons.map((r) => r.code)).toEqual(expect.arrayContaining(['near', 'same-class', 'soon']));
    expect((await world.reader.view(twin.id, world.actor('gm-101')))?.suggestions).toEqual([]);
  });

  it('is not there for whoever may not see it', async () => {
    const c = await world.report();
    expect(await world.reader.view(c.id, world.actor('h-wtr-1'))).toBeNull();
    expect(await world.reader.view(uuid() as CaseId, world.actor('disp-1'))).toBeNull();
  });
});

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? 0;
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
