import { triggerRuleWishSchema } from '#contract';
import pg from 'pg';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CELLS, Client, cloneDatabase, DEMO_PASSWORD, lonelyDatabase, placeIn, redisFound, runProgram, startProgram, startRedis, until, type RunningProgram, type TestRedis } from '../harness/index.js';

/** Many starts of a whole program: nothing here is timed. */
const LIMIT = 1_800_000;
/** Killings, in turn of one process, the other, and PostgreSQL itself, then a queue store that forgets everything, where this machine has one; `GRID_CHAOS_ROUNDS=20` kills for longer. */
const ROUNDS = Number(process.env['GRID_CHAOS_ROUNDS'] ?? 8);
const DEVICES = 8;
/** A level at which every device's alarm fires, and goes on firing. */
const HIGH = 13;
const id = (n: number): string => `chaos-${n}`;
/** The level of a device at its n-th reading: over 10 and back below 8 again and again, each device at its own moments. */
const level = (device: number, n: number): number => Math.round((9 + 4 * Math.sin((n + device * 5) / (3 + (device % 4)))) * 100) / 100;

const RULE = triggerRuleWishSchema.parse({
  id: 'chaos-level', name: { zh: '水位高', en: 'water high' }, scope: { kinds: ['water-level'], metric: 'level' }, unit: 'cm', condition: { kind: 'threshold', op: '>=' }, levels: [{ severity: 'warning', raise: 10, clear: 8 }], for: 0, gap: { max: 3_600_000, pending: 'reset' },
  clear: { dwell: 0, minSamples: 1 }, step: { down: 'allow', dwell: 0 }, lateness: 600_000, reopenWithin: 0,
  action: { policy: 'review', classId: 'E0506', conditionId: null, earned: { precision: 0.9, judged: 20 }, correlate: { metres: 20, within: 7_200_000 }, lifeSafety: false, recovery: { beforeDispatch: 'note', stableFor: 0 }, verify: { automatic: false, stableFor: 60_000, samples: 1 } },
});

/** A database with devices, their tokens and a rule in force; and the processes on it. */
class Town {
  readonly data = mkdtempSync(join(tmpdir(), 'grid-chaos-'));
  readonly tokens: string[] = [];
  private constructor(readonly url: string, private readonly drop: () => Promise<void>, readonly postmaster: () => number, readonly redis: TestRedis | null) {}

  /** `alone`: on a PostgreSQL that nobody else is on, and that may be killed. */
  static async build({ alone = false, redis = null }: { readonly alone?: boolean; readonly redis?: TestRedis | null } = {}): Promise<Town> {
    const { url, drop, pid } = alone ? await lonelyDatabase() : { ...(await cloneDatabase()), pid: () => 0 }, town = new Town(url, drop, pid, redis);
    // Each in a cell of its own, so that their cases are never one.
    const places = Array.from({ length: DEVICES }, (_, i) => placeIn(CELLS[i + 1] as (typeof CELLS)[number]));
    await town.query(`insert into device (id, name, kind, metric, unit, lon, lat, crs, account, created_at, changed_at) select 'chaos-' || n, 'chaos ' || n, 'water-level', 'level', 'cm', lon, lat, 'wgs84', null, 0, 0 from unnest($1::float8[], $2::float8[]) with ordinality as p(lon, lat, n)`, [places.map((p) => p.lon), places.map((p) => p.lat)]);
    await town.query(`update trigger_rule set state = 'off' where state in ('live', 'shadow')`);
    await town.query(`insert into trigger_rule (id, version, state, content, changed_at) values ($1, 1, 'live', $2, 0)`, [RULE.id, JSON.stringify(RULE)]);
    return town;
  }

  /** On a connection of its own: one that was there may have died with the server. */
  async query<R extends pg.QueryResultRow>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
    const client = new pg.Client({ connectionString: this.url });
    client.on('error', () => undefined);
    await client.connect();
    try { return (await client.query<R>(sql, [...params])).rows; } finally { await client.end(); }
  }

  /** The server is killed as by a power cut of its own; settles when another one answers. */
  async killPostgres(): Promise<void> {
    const before = this.postmaster();
    process.kill(before, 'SIGKILL');
    await until(async () => this.postmaster() !== before && (await this.query('select 1').then(() => true, () => false)));
  }

  start(): Promise<RunningProgram> { return startProgram(['--roles', 'api,ingest,worker', '--no-morning'], this.env()); }
  env(): Record<string, string> { return { DATABASE_URL: this.url, GRID_DATA_DIR: this.data, GRID_DEMO: 'true', GRID_DEMO_PASSWORD: DEMO_PASSWORD, GRID_LOG_LEVEL: 'warn', GRID_MQTT_PORT: '0', GRID_HJ212_PORT: '0', ...(this.redis !== null && { REDIS_URL: this.redis.url }) }; }

  async admit(program: RunningProgram): Promise<void> {
    const operator = new Client(program.url);
    await operator.signIn('op-1', DEMO_PASSWORD);
    for (let n = 1; n <= DEVICES; n++) this.tokens[n] = (await operator.want('issueDeviceToken', { params: { device: id(n) }, body: { label: 'chaos', days: 1 } })).token;
  }

  /** One reading over HTTP; whether it was acknowledged. */
  post(door: string, device: number, ts: number, value: number): Promise<boolean> {
    const body = JSON.stringify({ ts, values: { level: value } });
    return fetch(`${door}/api/v1/${this.tokens[device] ?? ''}/telemetry`, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal: AbortSignal.timeout(10_000) }).then((r) => r.ok, () => false);
  }

  /** What came of it all: by device, in the order of its readings. */
  async outcome(): Promise<unknown> {
    const events = await this.query(`select a.device, e.kind, e.at, e.value from alarm_event e join alarm a on a.id = e.alarm_id order by a.device, e.at, e.kind`);
    const alarms = await this.query(`select device, count(*)::int as alarms, count(distinct raised_at)::int as moments, count(cleared_at)::int as cleared from alarm group by device order by device`);
    const books = await this.query(`select sum(journalled)::int as journalled, (select count(*)::int from quarantine) as quarantined, (select count(*)::int from reading_inbox) as inbox from partition_owner`);
    const cases = await this.query(`select device, count(*)::int as cases, count(*) filter (where stage = 'closed')::int as closed from cases where device like 'chaos-%' group by device order by device`);
    return { events, alarms, books, cases };
  }

  /** What has been breached last fires; each of these alarms has its case, however long the automation takes. */
  async settled(): Promise<void> {
    await until(async () => (await this.query<{ n: number }>('select count(*)::int as n from reading_inbox'))[0]?.n === 0);
    await until(async () => (await this.query<{ n: number }>('select count(*)::int as n from alarm where cleared_at is null and case_id is not null'))[0]?.n === DEVICES);
  }

  async end(): Promise<void> {
    await this.drop();
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** Sends readings of every device one after the other until `go` says no, and then one that is high; what is not answered is sent again, to whichever process answers. Answers how many each device has sent. */
function send(town: Town, doors: () => readonly string[], from: number, go: () => boolean): Promise<number[]> {
  const one = async (device: number): Promise<number> => {
    const say = async (n: number, value: number): Promise<void> => {
      for (let attempt = device; ; attempt++) {
        const all = doors(), door = all[attempt % Math.max(1, all.length)];
        if (door !== undefined && (await town.post(door, device, from + n * 1_000, value))) return;
        await sleep(20);
      }
    };
    let n = 0;
    for (; go(); n++) {
      await say(n, level(device, n));
      // As a logger does, not as fast as can be: the killing is what is tried here.
      await sleep(200);
    }
    await say(n, HIGH);
    return n + 1;
  };
  return Promise.all(Array.from({ length: DEVICES }, (_, i) => one(i + 1)));
}

describe('processes that take readings and make cases of them, and the database under them, are killed again and again', () => {
  it('and no alarm and no case is missing and none is twice, against a run without any of it', async () => {
    // Well within the rule's backfill in both runs: what is older raises only as the newest of what comes with it, and what comes together is what the killing changes.
    const redis = redisFound() ? await startRedis() : null, town = await Town.build({ alone: true, redis }), plain = await Town.build(), from = Date.now() - 30 * 60_000;
    const programs: RunningProgram[] = [];
    try {
      programs.push(await town.start(), await town.start());
      await town.admit(programs[0] as RunningProgram);
      const up = new Set([0, 1]);
      let going = true;
      const sending = send(town, () => [...up].map((i) => programs[i]?.url ?? ''), from, () => going);
      for (let round = 0; round < ROUNDS; round++) {
        await sleep(Math.random() * 500);
        const i = round % (redis === null ? 3 : 4);
        if (i === 2) { await town.killPostgres(); continue; }
        if (i === 3) { await redis?.wipe(); continue; }
        up.delete(i);
        await programs[i]?.end('SIGKILL');
        programs[i] = await town.start();
        up.add(i);
      }
      going = false;
      const sent = await sending;
      await town.settled();
      expect(sent.every((n) => n > ROUNDS)).toBe(true);

      const alone = await plain.start();
      programs.push(alone);
      await plain.admit(alone);
      await Promise.all(sent.map(async (most, i) => { for (let n = 0; n < most; n++) if (!(await plain.post(alone.url, i + 1, from + n * 1_000, n === most - 1 ? HIGH : level(i + 1, n)))) throw new Error('a reading was not taken'); }));
      await plain.settled();
      expect(await town.outcome()).toEqual(await plain.outcome());
      const { books, alarms, cases } = (await town.outcome()) as { books: { journalled: number }[]; alarms: unknown[]; cases: unknown[] };
      expect([books[0]?.journalled, alarms.length]).toEqual([sent.reduce((a, b) => a + b, 0), DEVICES]);
      expect(cases).toEqual(Array.from({ length: DEVICES }, (_, i) => ({ device: id(i + 1), cases: 1, closed: 0 })));

      for (const program of programs) await program.end('SIGTERM');
      // The journal judged again says what stands in the alarms.
      const { code, out } = await runProgram(['doctor'], town.env());
      expect(out).not.toMatch(/partition \d+/);
      expect([0, 1]).toContain(code);
    } finally {
      for (const program of programs) await program.end('SIGKILL').catch(() => null);
      await town.end();
      await plain.end();
      await redis?.stop();
    }
  }, LIMIT);
});
