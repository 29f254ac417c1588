import { RULE_KINDS, ruleContentSchema, ruleDraftInFullSchema, ruleDraftSchema, ruleOverviewSchema, ruleVersionSchema, type RuleDraft, type RuleDraftInFull } from '#contract';
import { testing, uuid } from '#platform';
import { z } from 'zod';
import { kinds, type Contents } from '../book/content.js';
import { readFile, writeFile } from '../formats/index.js';
import { startServed, type Answer, type Served } from '../testing/server.js';

let postgres: testing.TestPostgres, served: Served;
const cookies = new Map<string, string>();
beforeAll(async () => {
  postgres = await testing.startTestPostgres();
  served = await startServed(postgres);
  for (const account of ['op-1', 'sup-1', 'leader-1', 'disp-1', 'h-san-1']) cookies.set(account, await served.cookieOf(account));
}, 90_000);
afterAll(async () => {
  await served.stop();
  await postgres.stop();
});

const as = (account: string, headers: Record<string, string> = {}): Record<string, string> => ({ cookie: cookies.get(account) ?? '', ...served.same, ...headers });
const get = (account: string, path: string, headers = {}): Promise<Answer> => served.ask({ url: `/api/rulebook${path}`, headers: as(account, headers) });
const send = (account: string, method: 'POST' | 'PUT', path: string, payload: object, headers = {}): Promise<Answer> => served.ask({ method, url: `/api/rulebook${path}`, payload, headers: as(account, { 'idempotency-key': uuid(), ...headers }) });
const upload = (account: string, path: string, file: Buffer, headers = {}): Promise<Answer> => served.ask({ method: 'POST', url: `/api/rulebook${path}`, file, headers: as(account, { 'idempotency-key': uuid(), ...headers }) });

interface Fault { readonly pointer: string; readonly code: string; readonly message: string; readonly zh: string; readonly at?: Record<string, string | number> }
const problem = (a: Answer): { code: string; errors: Fault[] } => a.json();
async function contentOf<K extends keyof Contents>(kind: K): Promise<Contents[K]> { return structuredClone(ruleContentSchema.parse((await get('disp-1', `/${kind}`)).json()).content) as Contents[K]; }
const fileOf = async (kind: keyof Contents, content: unknown, format: 'xlsx' | 'yaml' = 'xlsx'): Promise<Buffer> => writeFile([{ kind, version: (await version(kind)), effectiveFrom: '2026-12-01', note: null, content }], format);
const version = async (kind: keyof Contents): Promise<number> => ruleContentSchema.parse((await get('disp-1', `/${kind}`)).json()).version;

describe('reading', () => {
  it('knows the same kinds as the contract', () => { expect([...RULE_KINDS]).toEqual(kinds); });

  it('gives the overview, contents and versions to the centre, and to nobody else', async () => {
    expect(ruleOverviewSchema.parse((await get('disp-1', '')).json()).map((k) => [k.kind, k.inForce?.standing, k.inForce?.author, k.toCome.length])).toEqual(kinds.map((k) => [k, 'in-force', null, 0]));
    const first = await get('sup-1', '/ladder');
    expect(ruleContentSchema.parse(first.json())).toMatchObject({ kind: 'ladder', effectiveFrom: '2023-01-01' });
    expect((await get('sup-1', '/ladder', { 'if-none-match': String(first.headers['etag']) })).statusCode).toBe(304);
    expect(z.array(ruleVersionSchema).parse((await get('leader-1', '/ladder/versions')).json())).toHaveLength(1);
    for (const path of ['', '/ladder', '/ladder/versions', '/drafts', '/ladder/export']) {
      expect((await get('h-san-1', path)).statusCode).toBe(403);
      expect((await served.ask({ url: `/api/rulebook${path}` })).statusCode).toBe(401);
    }
    expect((await get('disp-1', '/sheep')).statusCode).toBe(422);
    expect((await get('disp-1', '/ladder?version=99999')).statusCode).toBe(404);
    expect((await get('disp-1', '/ladder?date=2000-01-01')).statusCode).toBe(404);
    expect((await get('disp-1', `/drafts/${uuid()}`)).statusCode).toBe(404);
  });

  it('exports a kind and the whole book in each form', async () => {
    for (const format of ['xlsx', 'yaml', 'json'] as const) {
      const file = await get('disp-1', `/roster/export?format=${format}`);
      expect(file.headers['content-disposition']).toMatch(new RegExp(`^attachment; filename="roster-v\\d+\\.${format}"$`));
      expect((await readFile(file.bytes, 'roster')).parts[0]?.content).toEqual(await contentOf('roster'));
    }
    const book = await get('disp-1', '/book/export');
    expect((await readFile(book.bytes, null)).parts.map((p) => p.kind)).toEqual(kinds);
    expect((await get('disp-1', '/book/export?version=3')).statusCode).toBe(422);
  });
});

describe('importing', () => {
  it('refuses a workbook whole, with every fault by sheet, row and column', async () => {
    const catalogue = await contentOf('catalogue');
    const classes = catalogue.classes as unknown as { id: string; department: string; conditions: { limit?: unknown; severity: unknown }[] }[];
    const at = (id: string): number => classes.findIndex((c) => c.id === id), first = (id: string) => classes[at(id)]?.conditions[0] ?? { severity: 0 };
    (classes[at('E0103')] as { department: string }).department = 'ZZZ';
    (classes[at('E0104')] as { conditions: object[] }).conditions = [];
    delete first('E0110').limit;
    first('E0112').severity = 9;
    const answer = await upload('op-1', '/catalogue/import?effectiveFrom=2026-12-01', await fileOf('catalogue', catalogue));
    expect([answer.statusCode, problem(answer).code]).toEqual([422, 'rulebook-faults']);
    const conditionRow = (id: string): number => 2 + classes.flatMap((c) => (c.id < id && c.conditions.length > 0 ? c.conditions : [])).length;
    expect(problem(answer).errors.map((e) => [e.pointer, e.at])).toEqual(expect.arrayContaining([
      [`/catalogue/classes/${at('E0103')}/department`, { sheet: '类别 classes', row: at('E0103') + 2, column: 'I', title: '主办部门 department' }],
      [`/catalogue/classes/${at('E0104')}/conditions`, { sheet: '类别 classes', row: at('E0104') + 2, column: 'A', title: '类别代码 class' }],
      [`/catalogue/classes/${at('E0110')}/conditions/0/limit`, { sheet: '立案条件 conditions', row: conditionRow('E0110'), column: 'F', title: '时限 limit' }],
      [`/catalogue/classes/${at('E0112')}/conditions/0/severity`, { sheet: '立案条件 conditions', row: conditionRow('E0112'), column: 'E', title: '等级 severity' }],
    ]));
    expect(problem(answer).errors).toHaveLength(4);
    for (const e of problem(answer).errors) expect(e.zh).toMatch(/\p{Script=Han}/u);
    expect((await get('op-1', '/drafts')).json()).toEqual([]);
  });

  it('finds an unknown department, a class without a limit, a gap in the calendar and a circular ladder in one book', async () => {
    const leaves = await Promise.all(kinds.map(async (kind) => ({ kind, version: 1, effectiveFrom: '2026-12-01', note: null, content: await contentOf(kind) as unknown })));
    const of = <T>(kind: string): T => leaves.find((l) => l.kind === kind)?.content as T;
    (of<{ lines: { main: string }[] }>('duty').lines[4] as { main: string }).main = 'QQQ';
    for (const condition of of<{ classes: { conditions: { limit?: object }[] }[] }>('catalogue').classes[0]?.conditions.slice(0, 1) ?? []) delete condition.limit;
    of<{ publishedYears: number[] }>('calendar').publishedYears = [2023, 2024, 2026];
    of<{ rules: { id: string; at: object; acknowledge?: string[] }[] }>('ladder').rules.push(...['a', 'b'].map((id) => ({ id, clock: 'total', at: { unacknowledged: id === 'a' ? 'b' : 'a', within: { value: 5, unit: 'urgent_minute' } }, level: 1, tell: ['leader'], acknowledge: ['leader'] })));
    const answer = await upload('op-1', '/book/import?effectiveFrom=2026-12-01', await writeFile(leaves, 'xlsx'));
    expect(problem(answer).errors.map((e) => [e.pointer, e.code, e.at?.['sheet'], e.at?.['row'], e.at?.['column']])).toEqual(expect.arrayContaining([
      ['/duty/lines/4/main', 'unknown-department', '权责清单 duty', 6, 'F'], ['/catalogue/classes/0/conditions/0/limit', 'invalid_type', '立案条件 conditions', 2, 'F'], ['/calendar/publishedYears', 'year-gap', '日历 calendar', 2, 'B'],
      ['/ladder/rules/19/at/unacknowledged', 'circle', '升级阶梯 ladder', 21, 'F'], ['/ladder/rules/20/at/unacknowledged', 'circle', '升级阶梯 ladder', 22, 'F'],
    ]));
    const yaml = await upload('op-1', '/book/import?effectiveFrom=2026-12-01', await writeFile(leaves, 'yaml'));
    const text = (await writeFile(leaves, 'yaml')).toString('utf8').split('\n');
    const fault = problem(yaml).errors.find((e) => e.code === 'unknown-department');
    expect(text[Number(fault?.at?.['line']) - 1]).toContain('QQQ');
    expect((await get('op-1', '/drafts')).json()).toEqual([]);
  });

  it('makes a draft of a good file, once a key; and puts another kind into the same draft', async () => {
    const ladder = await contentOf('ladder'), file = await fileOf('ladder', { rules: ladder.rules.filter((r) => r.id !== 'task-80') }), headers = { 'idempotency-key': 'one' };
    const first = await upload('op-1', '/ladder/import?effectiveFrom=2026-12-01&note=%E7%B2%BE%E7%AE%80', file, headers), again = await upload('op-1', '/ladder/import?effectiveFrom=2026-12-01&note=%E7%B2%BE%E7%AE%80', file, headers);
    const draft = ruleDraftSchema.parse(first.json());
    expect([first.statusCode, draft.kinds, draft.note, draft.allowed, again.headers['idempotency-replayed'], again.json<RuleDraft>().id]).toEqual([201, ['ladder'], '精简', ['edit', 'submit', 'withdraw', 'rebase'], 'true', draft.id]);
    const settings = await contentOf('settings');
    const second = await upload('op-1', `/settings/import?draft=${draft.id}`, await fileOf('settings', { ...settings, holdMinutes: 8 }, 'yaml'));
    expect(second.json<RuleDraft>()).toMatchObject({ id: draft.id, kinds: ['ladder', 'settings'], version: 2 });
    const full = ruleDraftInFullSchema.parse((await get('sup-1', `/drafts/${draft.id}`)).json());
    expect(full.parts.map((p) => [p.kind, p.outdated, p.differences.map((d) => [d.what, d.id])])).toEqual([['ladder', false, [['removed', 'task-80']]], ['settings', false, [['changed', 'holdMinutes']]]]);
    await send('op-1', 'POST', `/drafts/${draft.id}/withdraw`, {});
  });

  it('knows from which version a file was exported', async () => {
    const settings = await contentOf('settings'), old = await fileOf('settings', { ...settings, holdMinutes: 8 });
    const quick = (await send('op-1', 'POST', '/drafts', { effectiveFrom: '2026-11-24', parts: { settings: { changes: [{ member: 'photoReach', value: 210 }] } } })).json<RuleDraft>();
    await send('op-1', 'POST', `/drafts/${quick.id}/submit`, {});
    expect((await send('sup-1', 'POST', `/drafts/${quick.id}/approve`, {})).statusCode).toBe(200);
    const draft = (await upload('op-1', '/settings/import?effectiveFrom=2026-12-01', old)).json<RuleDraft>();
    expect((await get('op-1', `/drafts/${draft.id}`)).json<RuleDraftInFull>().parts[0]?.outdated).toBe(true);
    const refused = await send('op-1', 'POST', `/drafts/${draft.id}/submit`, {});
    expect([refused.statusCode, problem(refused).code]).toEqual([409, 'draft-outdated']);
    const rebased = (await send('op-1', 'POST', `/drafts/${draft.id}/rebase`, {})).json<RuleDraft & { both: object }>();
    expect(rebased.both).toEqual({ settings: [] });
    expect((await get('op-1', `/drafts/${draft.id}`)).json<RuleDraftInFull>().parts[0]?.differences.map((d) => d.id)).toEqual(['holdMinutes']);
    await send('op-1', 'POST', `/drafts/${draft.id}/withdraw`, {});
  });

  it('takes files only as such, from those who may write, with a day and a key', async () => {
    const file = await fileOf('settings', await contentOf('settings'));
    expect((await upload('disp-1', '/settings/import?effectiveFrom=2026-12-01', file)).statusCode).toBe(403);
    expect((await upload('leader-1', '/settings/import?effectiveFrom=2026-12-01', file)).statusCode).toBe(403);
    expect((await upload('op-1', '/settings/import', file)).statusCode).toBe(422);
    expect((await upload('op-1', `/settings/import?draft=${uuid()}`, file)).statusCode).toBe(404);
    expect((await served.ask({ method: 'POST', url: '/api/rulebook/settings/import?effectiveFrom=2026-12-01', file, headers: as('op-1') })).statusCode).toBe(400);
    expect((await send('op-1', 'POST', '/settings/import?effectiveFrom=2026-12-01', {})).statusCode).toBe(415);
    expect((await upload('op-1', '/settings/import?effectiveFrom=2026-12-01', Buffer.alloc(3 * 1024 * 1024))).statusCode).toBe(413);
    for (const bad of ['hello', '', 'content: {}', '[]', '{"content":{"rules":[]}}']) expect((await upload('op-1', '/settings/import?effectiveFrom=2026-12-01', Buffer.from(bad || ' '))).statusCode).toBe(422);
  });
});

describe('drafts over HTTP', () => {
  it('guard the version, the role and the second person, and say what is allowed', async () => {
    const created = await send('sup-1', 'POST', '/drafts', { effectiveFrom: '2026-12-01', note: '试', parts: { settings: { changes: [{ member: 'holdMinutes', value: 6 }] } } });
    const { id } = ruleDraftSchema.parse(created.json());
    expect([created.statusCode, created.headers['etag']]).toEqual([201, '"v1"']);
    expect((await send('disp-1', 'POST', '/drafts', { effectiveFrom: '2026-12-01', parts: { settings: { changes: [{ member: 'holdMinutes', value: 6 }] } } })).statusCode).toBe(403);
    expect((await send('op-1', 'PUT', `/drafts/${id}`, { note: 'mine now' })).statusCode).toBe(403);
    expect((await send('sup-1', 'PUT', `/drafts/${id}`, { effectiveFrom: '2026-12-05' }, { 'if-match': '"v7"' })).statusCode).toBe(412);
    expect((await send('sup-1', 'PUT', `/drafts/${id}`, { effectiveFrom: '2026-12-05' }, { 'if-match': '"v1"' })).json()).toMatchObject({ version: 2, effectiveFrom: '2026-12-05', note: '试' });
    expect((await send('sup-1', 'POST', `/drafts/${id}/submit`, {}, { 'if-match': '"v2"' })).json()).toMatchObject({ state: 'submitted', allowed: ['withdraw', 'rebase'] });
    expect((await get('leader-1', '/drafts?state=submitted')).json<RuleDraft[]>().map((d) => [d.id, d.allowed])).toEqual([[id, ['approve', 'reject']]]);
    expect(problem(await send('sup-1', 'POST', `/drafts/${id}/approve`, {})).code).toBe('own-draft');
    expect((await send('leader-1', 'POST', `/drafts/${id}/reject`, {})).statusCode).toBe(422);
    expect((await send('leader-1', 'POST', `/drafts/${id}/approve`, { note: '好' })).json()).toMatchObject({ state: 'approved', decidedBy: { id: 'leader-1' }, published: [{ kind: 'settings', effectiveFrom: '2026-12-05' }], allowed: [] });
    expect((await get('disp-1', '')).json<{ kind: string; toCome: { author: { id: string } }[] }[]>().find((k) => k.kind === 'settings')?.toCome).toMatchObject([{ author: { id: 'sup-1' }, publishedBy: { id: 'leader-1' }, effectiveFrom: '2026-12-05' }]);
    const [next, now] = z.array(ruleVersionSchema).parse((await get('disp-1', '/settings/versions')).json());
    expect((await get('disp-1', `/settings/differences?from=${now?.version}&to=${next?.version}`)).json()).toEqual([{ what: 'changed', list: null, id: 'holdMinutes', was: 5, is: 6 }]);
    expect((await send('sup-1', 'POST', `/drafts/${id}/dance`, {})).statusCode).toBe(422);
  });
});
