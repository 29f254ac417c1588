import { Global, Module } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import fc from 'fast-check';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import type { AddressInfo } from 'node:net';
import { Access, Directory, type Principal } from '#directory';
import { sees, type Actor, type CellId, type DepartmentId, type UserId } from '#domain';
import { CHANGE_FEED, Clock, Hints, LOG, SystemClock, type Scope } from '#platform';
import type { Change, ClientToServer, FollowAnswer, NoticeView, ServerToClient } from '#contract';
import { LiveGateway } from './gateway.js';
import { MemoryFeed, MemoryHints, nowhere, type Step } from './memory-feed.js';
import { LiveModule } from './module.js';
import { NoticePush } from './notice-push.js';

type Client = Socket<ServerToClient, ClientToServer>;
const CELLS = ['532323001001001', '532323001001002', '532323001001003'] as CellId[];
const person = (id: string, more: Partial<Actor> & Pick<Actor, 'role'>): Actor => ({ id: id as UserId, ...more });
const PEOPLE: Actor[] = [
  person('disp-1', { role: 'dispatcher' }), person('sup-1', { role: 'supervisor' }), person('h-san-1', { role: 'handler', department: 'SAN' as DepartmentId }), person('h-wat-1', { role: 'handler', department: 'WAT' as DepartmentId }),
  person('gm-101', { role: 'grid-member', cells: CELLS.slice(0, 2) }), person('gm-102', { role: 'grid-member', cells: CELLS.slice(1) }), person('dev-1', { role: 'device' }),
];

/** One process with sockets: the directory's two doors that the gateway uses are open ones here, everything else is real. */
class Office {
  readonly hints = new MemoryHints();
  readonly people = new Map(PEOPLE.map((p) => [p.id as string, p]));
  bookVersion = 1;
  private readonly watchers = new Set<() => void>();
  app!: NestFastifyApplication;
  url = '';
  constructor(readonly feed: MemoryFeed) {}

  async start(): Promise<this> {
    const access: Pick<Access, 'fromHandshake'> = {
      fromHandshake: async (_headers, auth): Promise<Principal | null> => {
        const actor = this.people.get(String(auth?.token));
        return actor === undefined ? null : { actor, name: `name of ${actor.id}`, language: 'zh' };
      },
    };
    const directory = { book: () => ({ version: this.bookVersion }), onChange: (run: () => void) => { this.watchers.add(run); return () => void this.watchers.delete(run); } };
    const given = [
      { provide: CHANGE_FEED, useValue: this.feed }, { provide: Hints, useValue: this.hints }, { provide: Access, useValue: access }, { provide: Directory, useValue: directory },
      { provide: Clock, useValue: new SystemClock() }, { provide: LOG, useValue: pino({ level: 'silent' }) },
    ];
    @Global()
    @Module({ providers: given, exports: given.map((g) => g.provide) })
    class Given {}
    const built = await Test.createTestingModule({ imports: [Given, LiveModule] }).compile();
    this.app = built.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await this.app.listen(0, '127.0.0.1');
    this.url = `http://127.0.0.1:${(this.app.getHttpServer().address() as AddressInfo).port}`;
    return this;
  }
  get gateway(): LiveGateway { return this.app.get(LiveGateway); }
  stop(): Promise<void> { return this.app.close(); }
  directoryChanged(): void { for (const run of this.watchers) run(); }
  commit(...changes: Step[]): void { this.feed.commit(...changes); this.hints.publish('changes'); }

  connect(token: string, transport: 'websocket' | 'polling' = 'websocket'): Client {
    return io(this.url, { auth: { token }, transports: [transport], forceNew: true, reconnection: false });
  }
}

/** A client as the screens are: keeps what it was told by id, and its position. */
class Screen {
  readonly rows = new Map<string, number>();
  readonly heard: { id: string; version: number; position: string }[] = [];
  /** Batches that named a case twice. */
  readonly doubled: string[] = [];
  position: string | null = null;
  socket: Client | null = null;
  constructor(private readonly office: () => Office, readonly actor: Actor) {}

  async connect(): Promise<FollowAnswer> {
    const socket = this.office().connect(this.actor.id);
    this.socket = socket;
    socket.on('changes', (batch) => {
      if (new Set(batch.items.map((i) => i.id)).size !== batch.items.length) this.doubled.push(batch.position);
      for (const item of batch.items) this.take(item);
      this.position = batch.position;
    });
    await new Promise<void>((resolve, reject) => { socket.once('connect', resolve); socket.once('connect_error', reject); });
    return this.follow(this.position);
  }
  async follow(since: string | null): Promise<FollowAnswer> {
    const answer: FollowAnswer = await this.socket?.emitWithAck('follow', { since }) ?? { ok: false, code: 'invalid-input' };
    if (answer.ok) this.position = answer.position;
    return answer;
  }
  disconnect(): void { this.socket?.disconnect(); this.socket = null; }
  private take(item: Change): void {
    this.heard.push({ id: item.id, version: item.version, position: item.position });
    if (item.left || item.row === null) this.rows.delete(item.id);
    else this.rows.set(item.id, item.row.version);
  }
}

/** Waits; a test that fails ends, instead of waiting for ever. */
const until = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; !holds(); i++) {
    if (i > 2_000) throw new Error(`never: ${String(holds)}`);
    await new Promise((r) => setTimeout(r, 10));
  }
};

describe('the live channel', () => {
  let office: Office;
  const open: Screen[] = [];
  const screen = (id: string, at: () => Office = () => office): Screen => {
    const actor = office.people.get(id);
    if (actor === undefined) throw new Error(id);
    const made = new Screen(at, actor);
    open.push(made);
    return made;
  };
  beforeEach(async () => { office = await new Office(new MemoryFeed()).start(); });
  afterEach(async () => {
    const seen = open.splice(0);
    for (const s of seen) s.disconnect();
    await office.stop();
    if (seen.some((s) => s.doubled.length > 0)) throw new Error('a batch named a case twice');
  });

  it('lets nobody in who is not signed in, by either transport', async () => {
    for (const transport of ['websocket', 'polling'] as const) {
      const socket = office.connect('nobody', transport);
      expect(await new Promise((resolve) => socket.once('connect_error', (e) => resolve(e.message)))).toBe('not-signed-in');
      socket.disconnect();
    }
  });

  it('serves both transports on the port of the API', async () => {
    const s = office.connect('disp-1', 'polling');
    await new Promise<void>((resolve) => s.once('connect', resolve));
    expect((await s.emitWithAck('follow', { since: null })).ok).toBe(true);
    const batch = new Promise<Change[]>((resolve) => s.once('changes', ({ items }) => resolve(items)));
    office.commit({ id: 'c1' });
    expect((await batch).map((i) => i.id)).toEqual(['c1']);
    s.disconnect();
  });

  it('tells each what they may see, and when it has left their sight', async () => {
    const [all, san, wat, member, device] = ['disp-1', 'h-san-1', 'h-wat-1', 'gm-101', 'dev-1'].map((id) => screen(id)) as [Screen, Screen, Screen, Screen, Screen];
    for (const s of [all, san, wat, member, device]) expect((await s.connect()).ok).toBe(true);
    const at = (department: string | null, co: string[] = [], cell: string | null = null, reporters: string[] = []): Scope => ({ department, coDepartments: co, cell, reporters });
    office.commit({ id: 'c1', scope: at('SAN', [], CELLS[0]) }, { id: 'c2', scope: at('WAT', ['SAN'], CELLS[2]) }, { id: 'c3', scope: at(null, [], null, ['gm-101']) });
    await until(() => all.rows.size === 3 && san.rows.size === 2 && wat.rows.size === 1 && member.rows.size === 2);
    office.commit({ id: 'c1', scope: at('WAT', [], CELLS[0]) });
    await until(() => san.rows.size === 1 && wat.rows.size === 2);
    expect([...san.rows.keys()]).toEqual(['c2']);
    expect(member.rows.get('c1')).toBe(2);
    expect(device.heard).toEqual([]);
  });

  it('gathers the changes of one case into its latest', async () => {
    const all = screen('disp-1');
    await all.connect();
    for (let i = 0; i < 20; i++) office.commit({ id: 'c1' });
    await until(() => all.rows.get('c1') === 20);
    expect(all.heard.length).toBeLessThan(20);
  });

  it('brings back exactly what was missed, in chunks, and nothing twice', async () => {
    const all = screen('disp-1');
    await all.connect();
    office.commit({ id: 'before' });
    await until(() => all.rows.size === 1);
    all.disconnect();
    office.commit(...Array.from({ length: 1_300 }, (_, i) => ({ id: `m${i}` })));
    const heard = all.heard.length;
    expect((await all.connect()).ok).toBe(true);
    expect(all.heard.length - heard).toBe(1_300);
    expect(new Set(all.heard.map((h) => `${h.id}@${h.version}`)).size).toBe(all.heard.length);
    office.commit({ id: 'after' });
    await until(() => all.rows.has('after'));
    expect(all.rows.size).toBe(1_302);
  });

  it('refuses a position that is too far back, of another epoch, or none', async () => {
    const all = screen('disp-1');
    await all.connect();
    const old = all.position;
    for (let i = 0; i < 6; i++) office.commit(...Array.from({ length: 1_000 }, (_, k) => ({ id: `c${i}-${k}` })));
    await until(() => all.rows.size === 6_000);
    expect(await all.follow(old)).toEqual({ ok: false, code: 'position-gone' });
    expect(await all.follow('another.1.0')).toEqual({ ok: false, code: 'position-gone' });
    for (const bad of ['', 'x', 'e1.1', 'e1.99999999999999999999999.1'])
      expect(await all.follow(bad)).toEqual({ ok: false, code: 'invalid-input' });
    expect(await (all.socket as unknown as { emitWithAck(e: string, x: unknown): Promise<FollowAnswer> }).emitWithAck('follow', { since: 7, more: [] })).toEqual({ ok: false, code: 'invalid-input' });
    expect((await all.follow(null)).ok).toBe(true);
    office.commit({ id: 'again' });
    await until(() => all.rows.has('again'));
  });

  it('cuts everybody off when the log was restored, so that they come back and read anew', async () => {
    const all = screen('disp-1');
    await all.connect();
    const closed = new Promise((resolve) => all.socket?.once('disconnect', resolve));
    office.feed.epoch = 'e2';
    office.commit({ id: 'c1' });
    expect(await closed).toBe('transport close');
    expect(await all.connect()).toEqual({ ok: false, code: 'position-gone' });
  });

  it('disconnects who has signed out, and tells who sees something else now', async () => {
    const [gone, moved] = [screen('sup-1'), screen('h-san-1')];
    await gone.connect();
    await moved.connect();
    const closed = new Promise((resolve) => gone.socket?.once('disconnect', resolve));
    const refetch = new Promise<void>((resolve) => moved.socket?.once('refetch', resolve));
    office.people.delete('sup-1');
    office.people.set('h-san-1', person('h-san-1', { role: 'handler', department: 'WAT' as DepartmentId }));
    office.hints.publish('sessions');
    expect(await closed).toBe('io server disconnect');
    await refetch;
    office.commit({ id: 'san', scope: { ...nowhere, department: 'SAN' } }, { id: 'wat', scope: { ...nowhere, department: 'WAT' } });
    await until(() => moved.rows.has('wat'));
    expect([...moved.rows.keys()]).toEqual(['wat']);
  });

  it('says when the rule book has changed', async () => {
    const all = screen('disp-1');
    await all.connect();
    const told = new Promise((resolve) => all.socket?.once('reference', resolve));
    office.bookVersion = 7;
    office.directoryChanged();
    expect(await told).toBe(7);
  });

  it('shows who looks at a case to those who look at it', async () => {
    const [a, b] = [screen('disp-1'), screen('sup-1')];
    await a.connect();
    await b.connect();
    const seen: string[][] = [];
    a.socket?.on('looking', ({ people }) => seen.push(people.map((p) => p.id).sort()));
    const id = '018f4c00-0000-7000-8000-000000000001';
    a.socket?.emit('look', { case: id });
    await until(() => seen.length === 1);
    b.socket?.emit('look', { case: id });
    await until(() => seen.length === 2);
    b.disconnect();
    await until(() => seen.length === 3);
    expect(seen).toEqual([['disp-1'], ['disp-1', 'sup-1'], ['disp-1']]);
  });

  it('tells the lists of the centre who has which case open, gathered, and nobody who does not see everything', async () => {
    const [desk, reader, department, witness] = [screen('disp-1'), screen('sup-1'), screen('h-wat-1'), screen('disp-1')];
    for (const one of [desk, reader, department, witness]) await one.connect();
    const told: { whole: boolean; items: { case: string; people: { id: string }[] }[] }[] = [], others: unknown[] = [];
    desk.socket?.on('lookers', (at) => told.push(at));
    department.socket?.on('lookers', (at) => others.push(at));
    const [a, b] = ['018f4c00-0000-7000-8000-00000000000a', '018f4c00-0000-7000-8000-00000000000b'];
    const who = (): string[] => told.flatMap(({ whole, items }) => items.map((i) => `${whole ? 'all ' : ''}${i.case.slice(-1)} ${i.people.map((p) => p.id).join()}`)).sort();

    reader.socket?.emit('look', { case: a });
    await reader.follow(null);
    department.socket?.emit('attend', true);
    desk.socket?.emit('attend', true);
    await until(() => told.some(({ whole }) => whole));
    expect(told[0]?.items).toEqual([{ case: a, people: [expect.objectContaining({ id: 'sup-1' })] }]);
    await until(() => told.length === 2);

    told.splice(0);
    department.socket?.emit('look', { case: b });
    reader.socket?.emit('look', { case: b });
    await until(() => who().length === 2);
    expect([told.length, who()]).toEqual([1, ['a ', 'b h-wat-1,sup-1']]);
    told.splice(0);
    reader.disconnect();
    await until(() => who().length > 0);
    expect(who()).toEqual(['b h-wat-1']);
    told.splice(0);
    desk.socket?.emit('attend', false);
    await desk.follow(null);
    const heard: string[] = [];
    witness.socket?.on('lookers', ({ whole, items }) => { if (!whole) heard.push(...items.map((i) => i.case)); });
    witness.socket?.emit('attend', true);
    await witness.follow(null);
    department.socket?.emit('look', { case: null });
    await until(() => heard.length > 0);
    expect([told, others]).toEqual([[], []]);
  });

  it('puts a notice on the screens of its recipient only', async () => {
    const [a, b] = [screen('disp-1'), screen('sup-1')];
    await a.connect();
    await b.connect();
    const got: string[] = [];
    a.socket?.on('notice', () => got.push('a'));
    b.socket?.on('notice', (n) => got.push(`b ${n.kind}`));
    office.app.get(NoticePush).push('sup-1' as UserId, { id: 'n', kind: 'to-close' } as unknown as NoticeView);
    await until(() => got.length > 0);
    expect(got).toEqual(['b to-close']);
  });

  it('cuts off who does not read, serves the others on, and lets him catch up when he comes back', async () => {
    const [slow, quick] = [screen('disp-1'), screen('sup-1')];
    await slow.connect();
    await quick.connect();
    const engine = slow.socket?.io.engine as unknown as { transport: { ws: { _socket: { pause(): void; resume(): void; destroy(): void } } } };
    office.feed.weight = 1_000_000;
    engine.transport.ws._socket.pause();
    let sent = 0;
    for (; office.gateway.figures().sockets === 2 && sent < 200; sent++) {
      office.commit({ id: `c${sent}` });
      await until(() => quick.rows.size === sent + 1);
    }
    expect(office.gateway.figures().sockets).toBe(1);
    office.feed.weight = 0;
    engine.transport.ws._socket.destroy();
    slow.disconnect();
    expect((await slow.connect()).ok).toBe(true);
    office.commit({ id: 'last' });
    await until(() => slow.rows.has('last') && quick.rows.has('last'));
    expect([...slow.rows].sort()).toEqual([...quick.rows].sort());
  });

  it('survives whatever a client sends', async () => {
    const all = screen('disp-1');
    await all.connect();
    const raw = all.socket as unknown as { emit(event: string, ...args: unknown[]): void };
    for (const junk of [undefined, null, 7, 'x', [], {}, { case: 'x' }, { case: {} }, Buffer.alloc(10)]) {
      raw.emit('look', junk);
      raw.emit('attend', junk);
      raw.emit('follow', junk);
      raw.emit('follow', junk, 'no function');
      raw.emit('changes', junk);
    }
    expect((await all.follow(null)).ok).toBe(true);
  });

  it('tells of a leaving that happened between two readings of this process to a client that another process had told of the coming', async () => {
    const other = await new Office(office.feed).start();
    const wat = screen('h-wat-1', () => (wat.position === null ? office : other));
    await wat.connect();
    office.commit({ id: 'c1', scope: { ...nowhere, department: 'WAT' } });
    await until(() => wat.rows.has('c1'));
    wat.disconnect();
    office.feed.commit({ id: 'c1', scope: { ...nowhere, department: 'SAN' } });
    await wat.connect();
    expect(wat.rows.has('c1')).toBe(false);
    wat.disconnect();
    await other.stop();
  });

  it('property: after any commits, drops and returns on two processes, every screen shows what the server holds for it, and hears no version twice', async () => {
    const other = await new Office(office.feed).start();
    try {
      const scope = fc.record({ department: fc.constantFrom(null, 'SAN', 'WAT'), coDepartments: fc.subarray(['SAN', 'WAT']) });
      const step = fc.oneof(
        { weight: 6, arbitrary: fc.record({ kind: fc.constant('commit' as const), cases: fc.array(fc.record({ id: fc.integer({ min: 0, max: 12 }), scope: fc.option(scope, { nil: undefined }) }), { minLength: 1, maxLength: 4 }), heardBy: fc.subarray([0, 1]) }) },
        { weight: 2, arbitrary: fc.record({ kind: fc.constant('drop' as const), who: fc.nat(5) }) },
        { weight: 2, arbitrary: fc.record({ kind: fc.constant('return' as const), who: fc.nat(5), where: fc.boolean() }) },
        { weight: 1, arbitrary: fc.constantFrom({ kind: 'hold' as const }, { kind: 'release' as const }, { kind: 'breathe' as const }) },
      );
      // Cells and first reporters of cases do not change.
      const home = [{ cell: null, reporters: [] }, ...CELLS.map((cell) => ({ cell, reporters: [] as string[] })), { cell: null, reporters: ['gm-101'] }, { cell: CELLS[2] ?? null, reporters: ['gm-101'] }] as const;
      let run = 0;
      await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
        run++;
        const where = new Map<UserId, Office>();
        const screens: Screen[] = PEOPLE.slice(0, 6).map((p) => new Screen(() => where.get(p.id) ?? office, p));
        open.push(...screens);
        await Promise.all(screens.map((s) => s.connect()));
        for (const s of steps) {
          if (s.kind === 'commit') {
            office.feed.commit(...s.cases.map((c) => ({ id: `r${run}-${c.id}`, ...(c.scope !== undefined && { scope: { ...c.scope, ...(home[c.id % home.length] ?? home[0]) } }) })));
            for (const [i, process] of [office, other].entries()) if (s.heardBy.includes(i)) process.hints.publish('changes');
          } else if (s.kind === 'hold') office.feed.hold();
          else if (s.kind === 'release') { office.feed.release(); office.hints.publish('changes'); } else if (s.kind === 'breathe') await new Promise((r) => setTimeout(r, 60));
          else if (s.kind === 'drop' || s.kind === 'return') {
            const one = screens[s.who];
            if (one === undefined) continue;
            if (s.kind === 'drop') one.disconnect();
            else if (one.socket === null) {
              where.set(one.actor.id, s.where ? office : other);
              expect((await one.connect()).ok).toBe(true);
            }
          }
        }
        office.feed.release();
        for (const s of screens) if (s.socket === null) await s.connect();
        const last = `r${run}-last`;
        office.commit({ id: last, scope: { department: 'SAN', coDepartments: ['WAT'], cell: CELLS[1] ?? null, reporters: [] } });
        other.hints.publish('changes');
        await until(() => screens.every((s) => s.rows.has(last)));
        for (const s of screens) {
          const expected = [...office.feed.state()].filter(([id, { scope: at }]) => id.startsWith(`r${run}-`) && sees(s.actor, at)).map(([id, { version }]) => [id, version] as const);
          expect(new Map(s.rows)).toEqual(new Map(expected));
          expect(new Set(s.heard.map((h) => `${h.id}@${h.position}`)).size).toBe(s.heard.length);
          s.disconnect();
        }
      }), { numRuns: 15 });
    } finally {
      await other.stop();
    }
  }, 120_000);
});
