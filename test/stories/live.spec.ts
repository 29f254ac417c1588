import type { ClientToServer, FollowAnswer, ServerToClient } from '#contract';
import type { CaseId, DepartmentId, UserId } from '#domain';
import { startServer, type RunningServer } from '#server';
import { io, type Socket } from 'socket.io-client';
import { backends, photo, rubbish, startHarness, until, type Client, type Harness } from '../harness/index.js';

/** A screen: keeps the version of every case it was told of, and where it stands. */
class Screen {
  readonly versions = new Map<string, number>();
  readonly heard: string[] = [];
  position: string | null = null;
  socket: Socket<ServerToClient, ClientToServer> | null = null;

  constructor(readonly who: string, readonly client: Client) {}

  async open(url: string): Promise<FollowAnswer> {
    const socket: Socket<ServerToClient, ClientToServer> = io(url, { extraHeaders: { ...this.client.handshake(), origin: url }, transports: ['websocket'], forceNew: true, reconnection: false });
    this.socket = socket;
    socket.on('changes', ({ items, position }) => {
      for (const item of items) {
        this.heard.push(`${item.id} ${item.position}`);
        if (item.row === null) this.versions.delete(item.id); else this.versions.set(item.id, item.row.version);
      }
      this.position = position;
    });
    await new Promise<void>((resolve, reject) => { socket.once('connect', resolve); socket.once('connect_error', reject); });
    const answer: FollowAnswer = await socket.emitWithAck('follow', { since: this.position });
    if (answer.ok) this.position = answer.position;
    return answer;
  }
  close(): void { this.socket?.disconnect(); this.socket = null; }
}

/** Every case this person sees, by the list. */
async function listed(client: Client): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (let cursor: string | undefined; ;) {
    const page = await client.want('cases', { query: { sort: 'newest', limit: 200, ...(cursor !== undefined && { cursor }) } });
    for (const row of page.items) found.set(row.id, row.version);
    if (page.next === null) return found;
    cursor = page.next;
  }
}

describe.each(backends())('screens follow live (%s)', (backend) => {
  let h: Harness, other: RunningServer;
  const open: Screen[] = [];
  const screen = async (who: string): Promise<Screen> => {
    const made = new Screen(who, await h.as(who));
    open.push(made);
    return made;
  };
  beforeAll(async () => {
    h = await startHarness({ backend });
    other = await startServer({ env: { ...h.env, GRID_ROLES: 'api' }, clock: h.clock, quiet: true });
  });
  afterAll(async () => {
    for (const s of open) s.close();
    await other?.stop();
    await h?.stop();
  });
  afterEach(() => { for (const s of open.splice(0)) s.close(); });

  it('on another process than the one that took the report', async () => {
    const [here, there] = [await screen('disp-1'), await screen('disp-2')];
    await here.open(h.url);
    await there.open(other.url);
    const id = await h.reported();
    await until(() => [here, there].every((s) => (s.versions.get(id) ?? 0) >= 3));
  });

  it('each what they may see: a case leaves the department that it was taken from', async () => {
    const [san, um, all] = [await screen('h-san-1'), await screen('lead-um'), await screen('leader-1')];
    await Promise.all([san.open(h.url), um.open(other.url), all.open(other.url)]);
    const id = await h.reported();
    await until(() => san.versions.has(id) && all.versions.has(id));
    expect(um.versions.has(id)).toBe(false);
    await (await h.as('lead-san')).does(id, { type: 'request', kind: 'return', reason: 'not on a public road' });
    await (await h.as('disp-2')).does(id, { type: 'grant' });
    await h.quiesce();
    await (await h.as('disp-2')).does(id, { type: 'dispatch', department: 'UM' as DepartmentId, coDepartments: [] });
    await until(() => um.versions.has(id) && !san.versions.has(id) && (all.versions.get(id) ?? 0) === um.versions.get(id));
  });

  it('nobody without a sign-in, from a foreign page, or after signing out', async () => {
    const refused = async (headers: Record<string, string>): Promise<string> => {
      const socket = io(h.url, { extraHeaders: headers, transports: ['websocket'], forceNew: true, reconnection: false });
      const message = await new Promise<string>((resolve) => { socket.once('connect', () => resolve('let in')); socket.once('connect_error', (e) => resolve(e.message)); });
      socket.disconnect();
      return message;
    };
    const mine = (await h.as('sup-1')).handshake();
    expect(await refused({})).toBe('not-signed-in');
    expect(await refused({ ...mine, origin: 'https://evil.example' })).toBe('not-signed-in');
    expect(await refused({ ...mine, origin: h.url })).toBe('let in');

    const supervisor = await h.as('sup-1');
    const [here, there] = [new Screen('sup-1', supervisor), new Screen('sup-1', supervisor)];
    open.push(here, there);
    await here.open(h.url);
    await there.open(other.url);
    const gone = Promise.all([here, there].map((s) => new Promise((resolve) => s.socket?.once('disconnect', resolve))));
    expect((await supervisor.ask('signOut')).status).toBe(204);
    expect(await gone).toEqual(['io server disconnect', 'io server disconnect']);
  });

  it('puts a notice on its recipient’s screen, whichever process holds it', async () => {
    const lead = await screen('lead-san');
    await lead.open(other.url);
    const told: string[] = [];
    lead.socket?.on('notice', (notice) => told.push(`${notice.case} ${notice.kind}`));
    const id = await h.reported();
    await until(() => told.includes(`${id} to-accept`));
  });

  it('through drops and returns on two processes while many commit: at the end every screen shows what its list says, and heard nothing twice', async () => {
    const people = ['disp-3', 'h-san-2', 'lead-um', 'gm-101', 'gm-102'];
    const screens = await Promise.all(people.map((who) => screen(who)));
    let seed = 20_261_124;
    const dice = (sides: number): number => { seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff; return (seed >> 8) % sides; };
    // The position first, the list afterwards: as the web app does it.
    for (const s of screens) {
      expect((await s.open(h.url)).ok).toBe(true);
      for (const [id, version] of await listed(s.client)) s.versions.set(id, version);
    }
    const over = new AbortController();
    const restless = (async () => {
      while (!over.signal.aborted) {
        const s = screens[dice(screens.length)];
        if (s === undefined) continue;
        if (s.socket === null) expect((await s.open(dice(2) === 0 ? h.url : other.url)).ok).toBe(true); else if (dice(3) === 0) s.close();
        await new Promise((r) => setTimeout(r, 5 + dice(30)));
      }
    })();
    const [member, lead, desk, chief, handler] = [await h.as('gm-101'), await h.as('lead-san'), await h.as('disp-1'), await h.as('sup-1'), await h.as('h-um-1')].map((c, i) => (i % 2 === 0 ? c : c.at(other.url))) as [Client, Client, Client, Client, Client];
    await chief.signIn('sup-1', 'mouding-2026');
    const evidence = await handler.upload(await photo());
    const life = async (n: number): Promise<void> => {
      const answer = await member.report(rubbish({ text: `live ${n}` }), { photos: [await photo()] });
      if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
      const { id } = answer.body;
      await until(async () => (await desk.want('case', { params: { id } })).stage === 'acceptance' || (await desk.command(id, { type: 'triage', classId: 'E0110' as never, conditionId: 'E0110-1' as never, severity: 3 })).ok);
      await until(async () => (await desk.want('case', { params: { id } })).stage === 'acceptance');
      await lead.does(id, { type: 'dispute', reason: 'not ours' });
      await chief.does(id, { type: 'rule', department: (n % 2 === 0 ? 'UM' : 'WTR') as DepartmentId, ground: 'by the duty list' });
      if (n % 2 === 0) {
        await handler.does(id, { type: 'accept', assignee: 'h-um-1' as UserId });
        await handler.does(id, { type: 'resolve', note: 'done', evidence: [evidence] });
      } else await desk.does(id, { type: 'note', text: 'seen' });
    };
    await Promise.all(Array.from({ length: 4 }, async (_, lane) => { for (let n = lane; n < 16; n += 4) await life(n); }));
    over.abort();
    await restless;
    await h.quiesce();
    for (const s of screens) if (s.socket === null) await s.open(other.url);
    for (const s of screens) {
      const expected = await listed(s.client);
      await until(() => [...expected].every(([id, version]) => s.versions.get(id) === version) && s.versions.size === expected.size);
      expect(new Set(s.heard).size).toBe(s.heard.length);
    }
  });

  it('answers position-gone after a restore, and to a position that is none', async () => {
    const s = await screen('disp-1');
    await s.open(h.url);
    expect(await s.socket?.emitWithAck('follow', { since: 'gone.1.1' })).toEqual({ ok: false, code: 'position-gone' });
    expect(await s.socket?.emitWithAck('follow', { since: 'what' })).toEqual({ ok: false, code: 'invalid-input' });
  });

  it('is told who else looks at a case', async () => {
    const [a, b] = [await screen('disp-1'), await screen('disp-2')];
    await a.open(h.url);
    await b.open(h.url);
    const id: CaseId = await h.reported();
    let seen: string[] = [];
    a.socket?.on('looking', ({ people }) => { seen = people.map((p) => p.id).sort(); });
    a.socket?.emit('look', { case: id });
    b.socket?.emit('look', { case: id });
    await until(() => seen.join() === 'disp-1,disp-2');
    b.close();
    await until(() => seen.join() === 'disp-1');
  });
});
