import { importedSchema, problemSchema, type Imported, type Problem } from '#contract';
import readXlsxFile from 'read-excel-file/node';
import { Client, DEMO_PASSWORD, startHarness, type Harness } from '../harness/index.js';

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });
const NEW = 'a new password of my own 9';

describe('an operator looks after people', () => {
  let h: Harness;
  let operator: Client;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); operator = await h.as('op-1'); });
  afterAll(async () => { await h?.stop(); });

  const add = (account: string, more: object = {}) => operator.ask('addPerson', { body: { account, name: '新来的', role: 'dispatcher', ...more }, headers: key() });
  const added = async (account: string, more: object = {}): Promise<string> => {
    const answer = await add(account, more);
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
    return answer.body.password ?? '';
  };
  const act = (account: string, action: string, body: object = {}, by = operator) => by.ask('actOnPerson', { params: { account, action }, body, headers: key() });
  const send = async (file: string | Buffer, query = '', by = operator, headers = key()): Promise<Response> =>
    by.fetch(`/api/admin/people/import${query}`, { method: 'POST', headers: { 'content-type': 'application/octet-stream', ...headers }, body: typeof file === 'string' ? file : new Uint8Array(file) });
  const imported = async (file: string | Buffer, query = ''): Promise<Imported> => importedSchema.parse(await (await send(file, query)).json());
  const faults = async (file: string | Buffer): Promise<Problem['errors']> => problemSchema.parse(await (await send(file)).json()).errors;
  /** Signed in with a one-time password and a password of their own. */
  const settled = async (account: string, once: string): Promise<Client> => {
    const client = new Client(h.url);
    expect(await client.signIn(account, once)).toMatchObject({ ok: true, body: { mustChange: true } });
    expect(await client.ask('changePassword', { body: { old: once, password: NEW } })).toMatchObject({ ok: true, body: { id: account, mustChange: false } });
    return client;
  };

  it('adds somebody, who signs in once with a one-time password and can do nothing before it is replaced', async () => {
    const once = await added('chen.fang', { name: '陈芳' }), fang = new Client(h.url);
    expect(once).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
    expect(await fang.signIn('chen.fang', once)).toMatchObject({ ok: true, body: { name: '陈芳', mustChange: true } });
    expect(await fang.ask('cases')).toMatchObject({ ok: false, status: 403, problem: { code: 'password-change-due' } });
    expect((await fang.fetch('/admin/queues')).status).toBe(401);
    for (const [password, code] of [['short-1', 'short'], ['1234567890', 'common'], ['aaaaaaaaaaaa', 'common'], ['justsmallletters', 'plain'], ['xx-chen.fang-9', 'account'], [once, 'same']]) {
      expect(await fang.ask('changePassword', { body: { old: once, password } })).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/password', code }] } });
    }
    expect(await fang.ask('changePassword', { body: { old: 'not it', password: NEW } })).toMatchObject({ ok: false, status: 401, problem: { code: 'wrong-password', attemptsLeft: 4 } });
    expect(await fang.ask('changePassword', { body: { old: once, password: NEW } })).toMatchObject({ ok: true });
    expect(await fang.ask('cases')).toMatchObject({ ok: true });
    expect(await new Client(h.url).signIn('chen.fang', once)).toMatchObject({ ok: false, status: 401 });
    expect(await new Client(h.url).signIn('chen.fang', NEW)).toMatchObject({ ok: true, body: { mustChange: false } });
  });

  it('adds once what is sent twice, and says the password once only', async () => {
    const body = { account: 'twice', name: '二次', role: 'dispatcher' }, headers = key();
    const first = await operator.ask('addPerson', { body, headers }), second = await operator.ask('addPerson', { body, headers });
    expect([first, second]).toMatchObject([{ ok: true, body: { password: expect.any(String) } }, { ok: true, body: { password: null, person: { id: 'twice' } } }]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await operator.ask('addPerson', { body: { ...body, name: '别人' }, headers })).toMatchObject({ ok: false, status: 422, problem: { code: 'idempotency-key-reused' } });
    expect(await add('twice')).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/account', code: 'taken' }] } });
  });

  it('refuses what cannot be, each at its field', async () => {
    for (const [body, pointer] of [
      [{ role: 'handler' }, '/department'], [{ role: 'handler', department: 'ZZZ' }, '/department'], [{ role: 'dispatcher', main: ['532323101001001'] }, '/main'], [{ role: 'grid-member', main: ['999999999999999'] }, '/main'],
      [{ role: 'grid-member', main: ['532323101001001'] }, '/main'], [{ role: 'device' }, '/role'], [{ name: ' ' }, '/name'], [{ account: 'Ω' }, '/account'], [{ account: 'import' }, '/account'],
    ] as const) expect([body, await operator.ask('addPerson', { body: { account: 'nope', name: 'x', role: 'dispatcher', ...body }, headers: key() })]).toMatchObject([body, { ok: false, status: 422, problem: { errors: [{ pointer }] } }]);
    expect(await operator.want('peopleList', { query: { q: 'nope' } })).toEqual([]);
  });

  it('lets supervisors see the people and nothing of how they sign in, and nobody else change them', async () => {
    const supervisor = await h.as('sup-1'), rows = await supervisor.want('peopleList', { query: { role: 'grid-member', cell: '532323101001001' } });
    expect(rows).toMatchObject([{ id: 'gm-101', access: null, lockedUntil: null, seenAt: null }, ...rows.slice(1)]);
    for (const name of ['sessions', 'tokens', 'signIns', 'opsHealth'] as const) expect(await supervisor.ask(name)).toMatchObject({ ok: false, status: 403 });
    expect(await supervisor.ask('personInFull', { params: { account: 'gm-101' } })).toMatchObject({ ok: false, status: 403 });
    expect(await act('gm-101', 'deactivate', {}, supervisor)).toMatchObject({ ok: false, status: 403 });
    expect((await send('account\nx', '', supervisor)).status).toBe(403);
    expect(await (await h.as('h-san-1')).ask('peopleList')).toMatchObject({ ok: false, status: 403 });
  });

  it('changes only what it saw, and writes down who changed what', async () => {
    const before = await operator.want('personInFull', { params: { account: 'h-grn-1' } }), version = { 'if-match': `"v${before.version}"` };
    expect(await operator.want('changePerson', { params: { account: 'h-grn-1' }, body: { name: '改名' }, headers: version })).toMatchObject({ person: { name: '改名', version: before.version + 1 }, password: null });
    expect(await operator.ask('changePerson', { params: { account: 'h-grn-1' }, body: { name: '再改' }, headers: version })).toMatchObject({ ok: false, status: 412, problem: { current: { name: '改名' } } });
    const after = await operator.want('personInFull', { params: { account: 'h-grn-1' } });
    expect(after.history[0]).toMatchObject({ act: 'changed', by: { id: 'op-1' }, changes: { name: { was: before.name, is: '改名' } } });
    await expect(h.database.query('delete from directory_log')).rejects.toThrow('keeps every line');
  });

  it('shows what somebody has in hand, and signs them out at once, everywhere, when they are deactivated', async () => {
    const id = await h.reported();
    const handler = await h.as('h-san-1');
    await handler.does(id, { type: 'accept', assignee: 'h-san-1' as never });
    const { token } = await operator.want('createToken', { body: { account: 'h-san-1', label: 'mine' } });
    expect(await new Client(h.url, token).ask('me')).toMatchObject({ ok: true });
    const full = await operator.want('personInFull', { params: { account: 'h-san-1' } });
    expect(full).toMatchObject({ held: [{ kind: 'case', case: id, department: 'SAN' }], sessions: [{ person: { id: 'h-san-1' } }], tokens: [{ label: 'mine', by: { id: 'op-1' } }] });
    expect(await act('h-san-1', 'deactivate')).toMatchObject({ ok: true, body: { person: { active: false } } });
    expect(await handler.ask('me')).toMatchObject({ ok: false, status: 401 });
    expect(await new Client(h.url, token).ask('me')).toMatchObject({ ok: false, status: 401 });
    expect(await new Client(h.url).signIn('h-san-1', DEMO_PASSWORD)).toMatchObject({ ok: false, problem: { code: 'wrong-password' } });
    expect(await act('h-san-1', 'activate')).toMatchObject({ ok: true, body: { person: { active: true } } });
    expect(await new Client(h.url).signIn('h-san-1', DEMO_PASSWORD)).toMatchObject({ ok: true });
    expect(await new Client(h.url, token).ask('me')).toMatchObject({ ok: false, status: 401 });
  });

  it('hands the cells of somebody who leaves to a successor', async () => {
    const [giver, heir] = await Promise.all(['gm-103', 'gm-104'].map((account) => operator.want('personInFull', { params: { account } })));
    expect(await act('gm-103', 'deactivate', { successor: 'disp-1' })).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/successor' }] } });
    expect(await act('gm-103', 'deactivate', { successor: 'gm-104' })).toMatchObject({ ok: true });
    const after = await operator.want('personInFull', { params: { account: 'gm-104' } });
    expect(after.main).toEqual([...new Set([...(giver?.main ?? []), ...(heir?.main ?? [])])].sort());
    expect(await operator.want('personInFull', { params: { account: 'gm-103' } })).toMatchObject({ active: false });
  });

  it('never loses its last operator, and nobody locks themselves out', async () => {
    for (const action of ['deactivate', 'password', 'sign-out']) expect(await act('op-1', action)).toMatchObject({ ok: false, status: 409, problem: { code: 'own-account' } });
    expect(await operator.ask('changePerson', { params: { account: 'op-1' }, body: { role: 'leader' } })).toMatchObject({ ok: false, status: 409, problem: { code: 'own-account' } });
    const others = (await operator.want('peopleList', { query: { role: 'operator', active: 'true' } })).filter((p) => p.id !== 'op-1');
    const second = await settled('op-second', await added('op-second', { role: 'operator' }));
    for (const { id } of others) await act(id, 'deactivate');
    expect(await operator.want('personInFull', { params: { account: 'op-1' } })).toMatchObject({ keeps: 'self' });
    // Both at once: one of them stays.
    const answers = await Promise.all([act('op-second', 'deactivate'), act('op-1', 'deactivate', {}, second)]);
    expect(answers.filter((a) => a.ok)).toHaveLength(1);
    const left = (await h.database.query<{ id: string }>(`select id from person where role = 'operator' and active`)).map((p) => p.id);
    expect(left).toHaveLength(1);
    const stays = left[0] === 'op-1' ? operator : second, gone = left[0] === 'op-1' ? 'op-second' : 'op-1';
    expect((await act(gone, 'activate', {}, stays)).ok).toBe(true);
    if (gone === 'op-1') await operator.signIn('op-1', DEMO_PASSWORD);
  });

  it('says how many tries are left, locks, and is let in again by an operator', async () => {
    const lefts: (number | undefined)[] = [];
    for (let i = 0; i < 5; i++) { const answer = await new Client(h.url).signIn('lead-um', `guess ${i}`); if (!answer.ok) lefts.push(answer.problem.attemptsLeft); }
    expect(lefts).toEqual([4, 3, 2, 1, 0]);
    expect(await new Client(h.url).signIn('lead-um', DEMO_PASSWORD)).toMatchObject({ ok: false, status: 429 });
    expect(await operator.want('peopleList', { query: { locked: 'true' } })).toMatchObject([{ id: 'lead-um', lockedUntil: expect.any(Number) }]);
    expect(await operator.want('signIns', { query: { account: 'lead-um', failed: 'true' } })).toHaveLength(5);
    expect(await act('lead-um', 'unlock')).toMatchObject({ ok: true, body: { person: { lockedUntil: null } } });
    expect(await new Client(h.url).signIn('lead-um', DEMO_PASSWORD)).toMatchObject({ ok: true });
    await new Client(h.url).signIn('my secret typed here', 'x');
    expect((await operator.want('signIns', { query: { outcome: 'no-account' } }))[0]).toMatchObject({ account: null });
    expect(await h.database.query(`select 1 from sign_in_log where account like '%secret%'`)).toEqual([]);
  });

  it('sets a new one-time password, which ends all sessions and is worth nothing after a week', async () => {
    const mun = await h.as('h-mun-1'), reset = await act('h-mun-1', 'password');
    if (!reset.ok) throw new Error(JSON.stringify(reset.problem));
    expect(await mun.ask('me')).toMatchObject({ ok: false, status: 401 });
    await h.database.query(`update person set temporary_until = 1 where id = 'h-mun-1'`);
    expect(await new Client(h.url).signIn('h-mun-1', reset.body.password ?? '')).toMatchObject({ ok: false, status: 401, problem: { code: 'password-expired' } });
    expect(await operator.want('peopleList', { query: { access: 'expired' } })).toMatchObject([{ id: 'h-mun-1' }]);
  });

  it('ends single sessions and tokens', async () => {
    const leader = new Client(h.url);
    await leader.signIn('leader-1', DEMO_PASSWORD);
    const [session] = await operator.want('sessions', { query: { account: 'leader-1' } });
    expect(session).toMatchObject({ person: { id: 'leader-1' }, mine: false, agent: expect.any(String) });
    expect(await operator.ask('endSession', { params: { id: session?.id ?? '' } })).toMatchObject({ ok: true, status: 204 });
    expect(await leader.ask('me')).toMatchObject({ ok: false, status: 401 });
    const { token } = await operator.want('createToken', { body: { account: 'dev-2', label: 'gauge' } });
    const device = new Client(h.url, token);
    await device.want('me');
    const [issued] = await operator.want('tokens', { query: { account: 'dev-2' } });
    expect(issued).toMatchObject({ label: 'gauge', seenAt: expect.any(Number), revokedAt: null });
    expect(await operator.ask('revokeToken', { params: { id: issued?.id ?? '' } })).toMatchObject({ ok: true });
    expect(await device.ask('me')).toMatchObject({ ok: false, status: 401 });
    expect(await operator.ask('revokeToken', { params: { id: issued?.id ?? '' } })).toMatchObject({ ok: false, status: 404 });
  });

  describe('by files', () => {
    it('takes a list in, first trying it, and changes nothing the second time', async () => {
      const file = '\ufeff账号,姓名,角色,部门,主责网格,在用\r\nyang.li,杨莉,处置人员,san,,是\r\nzhao,赵,grid-member,,,\r\n';
      expect(await imported(file, '?check=true')).toMatchObject({ checked: true, rows: 2, unchanged: 0, changes: [{ row: 2, id: 'yang.li', what: 'added' }, { row: 3, id: 'zhao' }] });
      expect(await operator.want('peopleList', { query: { q: 'yang.li' } })).toEqual([]);
      expect(await imported(file)).toMatchObject({ checked: false, changes: [{ what: 'added' }, { what: 'added' }] });
      expect(await operator.want('peopleList', { query: { q: 'yang.li' } })).toMatchObject([{ name: '杨莉', role: 'handler', department: 'SAN', access: 'none' }]);
      expect(await imported(file)).toMatchObject({ unchanged: 2, changes: [] });
      const headers = key();
      await send(`account,name\nzhao,赵一\n`, '', operator, headers);
      expect((await send(`account,name\nzhao,赵一\n`, '', operator, headers)).headers.get('idempotency-replayed')).toBe('true');
    });

    it('names every fault by row and column, and takes in nothing', async () => {
      const found = await faults('account,name,role,department,nonsense\nok.one,Fine,dispatcher,,\nBad One,x,king,,\nno.dep,Y,handler,,\nok.one,Again,dispatcher,,\n,No account,dispatcher,,\n');
      expect(found?.map((f) => [f.at?.['row'], f.at?.['column'], f.code])).toEqual(expect.arrayContaining([[1, 'E', 'unknown-column'], [3, 'A', expect.any(String)], [3, 'C', 'invalid_value'], [4, 'D', 'missing'], [5, 'A', 'twice'], [6, 'A', expect.any(String)]]));
      expect(await operator.want('peopleList', { query: { q: 'ok.one' } })).toEqual([]);
      for (const [file, code] of [['', 'malformed'], ['name\nx\n', 'missing-column'], ['account\n', 'no-rows'], ['account\n"open', 'malformed'], [Buffer.from([0, 1, 2, 255]), 'malformed'], [Buffer.from('PK\u0003\u0004 no'), 'malformed']] as const) expect((await faults(file))?.map((f) => f.code)).toContain(code);
      expect((await faults('account,active\nop-1,no\n'))?.[0]).toMatchObject({ code: 'own-account', at: { row: 2, column: 'B' } });
    });

    it('reads what Chinese spreadsheets save: GBK', async () => {
      const gbk = Buffer.concat([Buffer.from('account,name,role\nwang.gbk,'), Buffer.from([0xcd, 0xf5]), Buffer.from(',dispatcher\n')]);
      await imported(gbk);
      expect(await operator.want('peopleList', { query: { q: 'wang.gbk' } })).toMatchObject([{ name: '王' }]);
    });

    it('swaps the cells of two in one file, and keeps one main person a cell', async () => {
      const [a, b] = await Promise.all(['gm-105', 'gm-106'].map((account) => operator.want('personInFull', { params: { account } })));
      const line = (id: string, main: readonly string[] = [], backup: readonly string[] = []): string => `${id},${main.join(' ')},${backup.join(' ')}\n`;
      const swapped = `account,main cells,backup cells\n${line('gm-105', b?.main)}${line('gm-106', a?.main)}`;
      expect((await imported(swapped)).changes).toHaveLength(2);
      expect((await operator.want('personInFull', { params: { account: 'gm-105' } })).main).toEqual(b?.main);
      expect((await faults(`account,main cells\ngm-105,${a?.main[0] ?? ''}\n`))?.[0]).toMatchObject({ code: 'taken', at: { row: 2, column: 'B' } });
    });

    it('gives out nothing that a spreadsheet would run, and takes its own files in again', async () => {
      await added('formula', { name: `=HYPERLINK("http://evil","x")` });
      const csv = await (await operator.fetch('/api/admin/people/export?format=csv')).text();
      expect(csv.split('\r\n').find((l) => l.startsWith('formula,'))).toContain(`"'=HYPERLINK(""http://evil"",""x"")"`);
      expect(csv).not.toContain('argon2');
      expect(await imported(csv, '?check=true')).toMatchObject({ changes: [] });
      const xlsx = Buffer.from(await (await operator.fetch('/api/admin/people/export?format=xlsx&q=formula')).arrayBuffer());
      const [sheet] = await readXlsxFile(xlsx);
      expect(sheet?.data[1]?.slice(0, 2)).toEqual(['formula', `=HYPERLINK("http://evil","x")`]);
      expect(await imported(xlsx, '?check=true')).toMatchObject({ rows: 1, changes: [] });
      // Who is signed in, and which programs have a token: as files too, and without anything that would let somebody in.
      const agent = `=cmd|'/c calc'!A1`, { token } = await operator.want('createToken', { body: { account: 'dev-1', label: '+1 camera' } });
      await new Client(h.url).fetch('/api/session', { method: 'POST', headers: { 'content-type': 'application/json', 'user-agent': agent }, body: JSON.stringify({ account: 'leader-1', password: DEMO_PASSWORD }) });
      const [sessions, tokens] = await Promise.all(['sessions', 'tokens'].map(async (list) => (await operator.fetch(`/api/admin/${list}/export?format=csv`)).text()));
      expect(sessions?.split('\r\n').find((l) => l.startsWith('leader-1,'))).toContain(`'${agent}`);
      expect(tokens?.split('\r\n').find((l) => l.includes('dev-1'))).toMatch(/^'\+1 camera,/);
      expect(`${sessions}${tokens}`).not.toContain(token.slice(3, 20));
      expect((await readXlsxFile(Buffer.from(await (await operator.fetch('/api/admin/tokens/export?format=xlsx&account=dev-1')).arrayBuffer())))[0]?.data.slice(1).map((row) => row[1])).toEqual(['dev-1']);
      expect((await (await h.as('disp-1')).fetch('/api/admin/sessions/export')).status).toBe(403);
      const example = Buffer.from(await (await operator.fetch('/api/admin/people/export?example=true')).arrayBuffer());
      expect((await faults(example))?.every((f) => f.code === 'taken')).toBe(true);
    });
  });
});
