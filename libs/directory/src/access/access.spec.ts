import { Database, MovableClock, testing } from '#platform';
import type { UserId } from '#domain';
import { Air, NOW, PASSWORD, seededDatabase, startProcess, type Process } from '../testing/county.js';
import { SLIDING } from './sessions.js';

let postgres: testing.TestPostgres, database: Database, one: Process;
const air = new Air();
beforeAll(async () => {
  postgres = await testing.startTestPostgres();
  database = await seededDatabase(postgres);
  one = await startProcess(database, air);
}, 60_000);
afterAll(async () => {
  await one.close();
  await postgres.stop();
});

/** Each test guesses from an address of its own. */
let house = 0;
const address = (): string => `192.0.2.${++house}`;
const signedIn = async (account: string, from = address()) => {
  const answer = await one.access.signIn(account, PASSWORD, from);
  if (!answer.ok) throw new Error(`${account}: ${answer.code}`);
  return answer;
};

describe('signing in', () => {
  it('answers who it is, with the scope of the role', async () => {
    const { principal } = await signedIn('disp-3');
    expect(principal).toEqual({ actor: { id: 'disp-3', role: 'dispatcher' }, name: expect.any(String), language: 'en' });
    expect((await signedIn('h-twn-101-1')).principal.actor).toEqual({ id: 'h-twn-101-1', role: 'handler', department: 'TWN-101', level: 'township' });
    const { actor } = (await signedIn('gm-130')).principal;
    expect(actor.cells?.length).toBeGreaterThan(5);
    expect(actor.department).toBeUndefined();
  });

  it('reads the account as people type it', async () => {
    expect((await signedIn('  Disp-1 ')).principal.actor.id).toBe('disp-1');
  });

  it('refuses a wrong password, an unknown account and what no account can be called alike', async () => {
    const from = address();
    for (const account of ['disp-1', 'nobody-here', 'dev-1', '帐号', 'a\u0000b', "'; drop table person; --", 'x'.repeat(64)]) {
      expect(await one.access.signIn(account, 'not the password', from)).toMatchObject({ ok: false, code: 'wrong-password' });
    }
    expect(await one.access.signIn('dev-1', PASSWORD, from)).toMatchObject({ ok: false, code: 'wrong-password' });
  });

  it('keeps neither password nor token as they are', async () => {
    const { token } = await signedIn('disp-2');
    const kept = JSON.stringify(await database.query('select person.*, encode(token_hash, \'escape\') as t from person join session on session.person = person.id'));
    expect(kept).not.toContain(PASSWORD);
    expect(kept).not.toContain(token);
    expect(kept).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });
});

describe('guessing', () => {
  const guess = (account: string, from: string, access = one.access) => access.signIn(account, 'guess', from);

  it('locks an account after five failures, longer each time, for the right password too, in every process and after a restart', async () => {
    for (let i = 0; i < 5; i++) expect(await guess('sup-1', address())).toMatchObject({ ok: false, code: 'wrong-password' });
    const locked = await one.access.signIn('sup-1', PASSWORD, address());
    expect(locked).toEqual({ ok: false, code: 'too-many-attempts', retryAfter: expect.any(Number) });
    expect(await lock('account:sup-1')).toBe(30_000);
    const restarted = await startProcess(database, air);
    expect(await guess('sup-1', address(), restarted.access)).toMatchObject({ code: 'too-many-attempts' });
    await restarted.close();

    await pass(31_000);
    expect(await guess('sup-1', address())).toMatchObject({ ok: false, code: 'wrong-password' });
    expect(await guess('sup-1', address())).toMatchObject({ code: 'too-many-attempts' });
    expect(await lock('account:sup-1')).toBe(60_000);
    await pass(61_000);
    expect((await one.access.signIn('sup-1', PASSWORD, address())).ok).toBe(true);
    expect(await guess('sup-1', address())).toMatchObject({ ok: false, code: 'wrong-password' });
  });

  it('never locks an account for longer than a quarter of an hour', async () => {
    await guess('leader-1', address());
    await database.query(`update sign_in_attempt set failures = 1000 where subject = 'account:leader-1'`);
    await guess('leader-1', address());
    expect(await guess('leader-1', address())).toMatchObject({ code: 'too-many-attempts' });
    expect(await lock('account:leader-1')).toBe(900_000);
  });

  it('judges guesses that are sent side by side one after the other', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => guess('lead-um', `198.51.100.${i}`)));
    expect(answers.filter((a) => !a.ok && a.code === 'wrong-password')).toHaveLength(5);
    expect(answers.filter((a) => !a.ok && a.code === 'too-many-attempts')).toHaveLength(7);
  });

  it('locks an unknown account like a known one', async () => {
    for (let i = 0; i < 5; i++) await guess('no-such-person', address());
    expect(await guess('no-such-person', address())).toMatchObject({ code: 'too-many-attempts' });
  });

  it('locks an address that tries many accounts, and a good sign-in between does not help', async () => {
    const from = '203.0.113.9';
    for (let i = 0; i < 29; i++) await guess(`guess-${i}`, from);
    await signedIn('op-1', from);
    expect(await guess('guess-29', from)).toMatchObject({ ok: false, code: 'wrong-password' });
    expect(await one.access.signIn('op-1', PASSWORD, from)).toMatchObject({ code: 'too-many-attempts' });
    expect(await one.access.signIn('op-1', PASSWORD, '203.0.113.10')).toMatchObject({ ok: true });
  });

  const lock = async (subject: string) => Number((await database.query<{ ms: string }>('select locked_until - last_at as ms from sign_in_attempt where subject = $1', [subject]))[0]?.ms);
  /** What a wait does, without waiting. */
  const pass = (ms: number) => database.query('update sign_in_attempt set locked_until = locked_until - $1, last_at = last_at - $1', [ms]);
});

describe('sessions', () => {
  it('hold until signed out, here at once and elsewhere on the hint', async () => {
    const other = await startProcess(database, air);
    const { token } = await signedIn('h-san-1');
    expect((await one.access.session(token))?.actor.id).toBe('h-san-1');
    expect((await other.access.session(token))?.actor.id).toBe('h-san-1');
    await one.access.signOut(token);
    expect(await one.access.session(token)).toBeNull();
    await testing.eventually('the other process has noticed', async () => (await other.access.session(token)) === null);
    await other.close();
  });

  it('end elsewhere even when every hint is lost', async () => {
    const deaf = new Air();
    deaf.silence = true;
    const other = await startProcess(database, deaf);
    const { token } = await signedIn('h-san-2');
    await other.access.session(token);
    await one.access.signOut(token);
    await testing.eventually('the other process has asked again', async () => (await other.access.session(token)) === null);
    await other.close();
  });

  it('end after twelve hours without a request, and slide with each', async () => {
    const { token } = await signedIn('lead-san');
    await aged('lead-san', 6 * 3_600_000);
    const fresh = await startProcess(database, air);
    expect(await fresh.access.session(token)).not.toBeNull();
    const [row] = await database.query<{ left: string }>(`select expires_at - $1::bigint as left from session where person = 'lead-san'`, [Date.now()]);
    expect(Number(row?.left)).toBeGreaterThan(SLIDING - 60_000);
    await fresh.close();
    await aged('lead-san', SLIDING);
    const later = await startProcess(database, air);
    expect(await later.access.session(token)).toBeNull();
    await later.close();
  });

  it('end in any case after thirty days', async () => {
    const { token } = await signedIn('lead-mun');
    await database.query(`update session set created_at = created_at - 30 * 86400000::bigint, seen_at = seen_at - 600000 where person = 'lead-mun'`);
    const fresh = await startProcess(database, air);
    expect(await fresh.access.session(token)).toBeNull();
    await fresh.close();
  });

  it('do not depend on a clock that a rehearsal hurries', async () => {
    const clock = new MovableClock(NOW);
    const hurried = await startProcess(database, air, clock);
    const { token } = await signedIn('disp-1');
    clock.advance(40 * 86_400_000);
    expect(await hurried.access.session(token)).not.toBeNull();
    await hurried.close();
  });

  it('are worth nothing once the person may not act any more', async () => {
    const { token } = await signedIn('h-mun-1');
    await database.query(`update person set active = false where id = 'h-mun-1'`);
    await one.directory.refresh();
    expect(await one.access.session(token)).toBeNull();
    expect(await one.access.signIn('h-mun-1', PASSWORD, address())).toMatchObject({ ok: false, code: 'wrong-password' });
  });

  it('do not ask the database about what cannot be a token', async () => {
    for (const token of ['', 'x', `${'a'.repeat(42)}\u0000`, 'a'.repeat(5000), 'gd_']) {
      expect(await one.access.session(token)).toBeNull();
      expect(await one.access.bearer(token)).toBeNull();
    }
  });

  const aged = (person: string, ms: number) => database.query('update session set seen_at = seen_at - $2, expires_at = expires_at - $2 where person = $1', [person, ms]);
});

describe('bearer tokens', () => {
  it('speak for an account until they end', async () => {
    const issued = await one.access.issueToken('dev-1', 'camera', 30, 'op-1' as UserId);
    expect((await one.access.bearer(issued?.token ?? ''))?.actor).toEqual({ id: 'dev-1', role: 'device' });
    expect(await one.access.session(issued?.token ?? '')).toBeNull();
    await database.query(`update api_token set expires_at = $1`, [Date.now() - 1]);
    const fresh = await startProcess(database, air);
    expect(await fresh.access.bearer(issued?.token ?? '')).toBeNull();
    await fresh.close();
  });

  it('are not made for nobody', async () => {
    expect(await one.access.issueToken('nobody', 'x', 1, 'op-1' as UserId)).toBeNull();
  });
});

describe('a handshake', () => {
  it('is known by its cookie, unless another site opened it, by its bearer or by its auth token', async () => {
    const { token } = await signedIn('disp-1');
    const cookie = `theme=dark; grid_session=${token}`;
    const who = async (headers: Record<string, string>, auth?: { token?: unknown }) => (await one.access.fromHandshake({ host: 'grid.example:3000', ...headers }, auth))?.actor.id ?? null;
    expect(await who({ cookie })).toBe('disp-1');
    expect(await who({ cookie, origin: 'http://grid.example:3000' })).toBe('disp-1');
    expect(await who({ cookie, origin: 'http://evil.example' })).toBeNull();
    expect(await who({ cookie, origin: 'null' })).toBeNull();
    expect(await who({ cookie: `${cookie}; grid_session=${'b'.repeat(43)}` })).toBeNull();
    const bearer = (await one.access.issueToken('dev-2', 'socket', 1, 'op-1' as UserId))?.token ?? '';
    expect(await who({ authorization: `Bearer ${bearer}`, origin: 'http://anywhere.example' })).toBe('dev-2');
    expect(await who({}, { token: bearer })).toBe('dev-2');
    expect(await who({}, { token: 7 })).toBeNull();
    expect(await who({})).toBeNull();
  });
});
