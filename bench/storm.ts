import { Database } from '#platform';
import { decode, Receiver, Registry } from '#sensing';
import { startServer } from '#server';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connected, PASSWORD, session } from './dispatcher.js';
import { postgres, undone } from './services.js';
import { number, quantile } from './statistics.js';

const SENSORS = Number(process.env['BENCH_SENSORS'] ?? 5_000), SECONDS = Number(process.env['BENCH_SECONDS'] ?? 60), FRAMES_A_SECOND = 10, ACCOUNT = 'bench-gateway';
/** One sensor in so many breaches critically, and has a case of its own. */
const CRITICAL = 100;
const MINUTE = 60_000;
const RULE = {
  id: 'bench-storm', name: { zh: '积水', en: 'Water' }, scope: { kinds: ['bench-level'], metric: 'level' }, unit: 'cm', condition: { kind: 'threshold', op: '>=' }, levels: [{ severity: 'warning', raise: 15, clear: 12 }, { severity: 'critical', raise: 30, clear: 25 }], for: 0, gap: { max: 10 * MINUTE, pending: 'reset' },
  clear: { dwell: 0, minSamples: 1 }, step: { down: 'allow', dwell: 0 }, lateness: 10 * MINUTE, reopenWithin: 120 * MINUTE,
  action: { policy: 'auto_file', classId: 'E0506', conditionId: 'E0506-1', earned: { precision: 0.9, judged: 20 }, correlate: { metres: 100, within: 120 * MINUTE }, storm: { count: 15, within: 10 * MINUTE, below: 3, quiet: 30 * MINUTE }, lifeSafety: false, recovery: { beforeDispatch: 'note', stableFor: 0 }, verify: { automatic: false, stableFor: MINUTE, samples: 1 } },
};

/** A rainy night: all sensors breach within a minute. Every alarm is kept; cases are what the valve and what is critical make; how long from a reading to its case, and to a dispatcher's screen, who looks at the list all the while. */
export async function storm(print: (line: string) => void): Promise<void> {
  print(`settings ${number(SENSORS)} sensors breach within ${SECONDS} s, one in ${CRITICAL} critically; sender, program and database share this machine; commits are durable`);
  await undone(async (undo) => {
    const url = await postgres(undo), dataDir = mkdtempSync(join(tmpdir(), 'grid-bench-storm-'));
    undo.push(() => Promise.resolve(rmSync(dataDir, { recursive: true, force: true })));
    const server = await startServer({ env: { DATABASE_URL: url, PORT: '0', GRID_DATA_DIR: dataDir, GRID_DEMO: 'true', GRID_DEMO_PASSWORD: PASSWORD, GRID_LOG_LEVEL: 'error', GRID_DEVICE_LIMIT: '0' } });
    undo.push(() => server.stop());
    const database = server.get(Database), receiver = server.get(Receiver), now = Date.now();
    await database.query(`insert into person (id, name, role, created_at) values ($1, 'gateway', 'device', $2) on conflict do nothing`, [ACCOUNT, now]);
    await database.query(`insert into device (id, name, kind, metric, unit, account, gateway, lon, lat, crs, created_at, changed_at) select 'bench-' || n, 'bench ' || n, 'bench-level', 'level', 'cm', $1, $1, 101.50 + (n * 7919 % 1000) * 0.0001, 25.28 + (n * 104729 % 997) * 0.00008, 'wgs84', $2, $2 from generate_series(1, $3::int) n`, [ACCOUNT, now, SENSORS]);
    await database.query(`insert into trigger_rule (id, version, state, content, changed_at, tried_at) values ($1, 1, 'live', $2, $3, $3)`, [RULE.id, JSON.stringify(RULE), now]);
    server.get(Registry).doubt();
    const send = async (from: number, to: number, level: (n: number) => number): Promise<void> => {
      const receivedAt = Date.now(), body: Record<string, unknown> = {};
      for (let n = from; n < to; n++) body[`bench-${n + 1}`] = [{ ts: receivedAt, values: { level: level(n) } }];
      const raw = Buffer.from(JSON.stringify(body));
      await receiver.receive(decode('thingsboard-gateway', raw, { receivedAt }), { account: ACCOUNT, protocol: 'thingsboard-gateway', way: 'mqtt', receivedAt, raw, envelope: { receivedAt } });
    };
    for (let n = 0; n < SENSORS; n += 200) await send(n, Math.min(SENSORS, n + 200), () => 2);
    await sleep(3_000);

    const headers = await session(server.url, 'disp-1'), screen = await connected(server.url, headers.Cookie), seen = new Map<string, number>(), lists: number[] = [];
    undo.push(() => { screen.disconnect(); return Promise.resolve(); });
    screen.on('changes', ({ items }: { items: readonly { id: string }[] }) => { for (const { id } of items) if (!seen.has(id)) seen.set(id, Date.now()); });
    const looking = new AbortController();
    const looks = (async () => { while (!looking.signal.aborted) { const at = performance.now(); await (await fetch(`${server.url}/api/cases?limit=50`, { headers })).arrayBuffer(); lists.push(performance.now() - at); await sleep(250); } })();

    const frames = SECONDS * FRAMES_A_SECOND, began = performance.now(), answers: number[] = [], underWay: Promise<void>[] = [];
    for (let i = 0; i < frames; i++) {
      await sleep(Math.max(0, began + (i * 1000) / FRAMES_A_SECOND - performance.now()));
      const at = performance.now();
      underWay.push(send(Math.floor((i * SENSORS) / frames), Math.floor(((i + 1) * SENSORS) / frames), (n) => (n % CRITICAL === 0 ? 40 : 20)).then(() => { answers.push(performance.now() - at); }));
    }
    await Promise.all(underWay);
    const last = performance.now();
    const one = async (sql: string): Promise<number> => Number((await database.query<{ n: string }>(`select (${sql}) as n`))[0]?.n);
    while ((await one('select count(*) from alarm where wants_at is not null')) > 0) await sleep(50);
    const settled = (performance.now() - last) / 1000;
    await sleep(2_000);
    looking.abort();
    await looks;
    const opened = await database.query<{ id: string; at: string }>('select case_id as id, min(opened_at) as at from alarm where case_id is not null group by case_id'), shown = opened.flatMap(({ id, at }) => { const when = seen.get(id); return when === undefined ? [] : [when - Number(at)]; });
    const waits = (await database.query<{ ms: string }>(`select e.at - a.opened_at as ms from alarm a join cases c on c.id = a.case_id join case_event e on e.case_id = c.id and e.seq = 1 where e.at >= a.opened_at`)).map((r) => Number(r.ms));
    print(`alarms    ${number(await one('select count(*) from alarm'))} of ${number(SENSORS)} stored, ${number(await one('select count(*) from alarm where storm is not null'))} of them members of ${number(await one('select count(*) from storm'))} storms`);
    print(`cases     ${number(await one('select count(*) from cases'))}: ${number(await one('select count(distinct case_id) from alarm'))} of alarms of their own, the rest stand for storms`);
    print(`answered  ${quantile(answers, 0.5).toFixed(0)} ms median, p99 ${quantile(answers, 0.99).toFixed(0)} ms from a frame to its acknowledgement`);
    print(`to a case ${quantile(waits, 0.5).toFixed(0)} ms median, p99 ${quantile(waits, 0.99).toFixed(0)} ms from the receiving of a reading to the case it opened (${waits.length} cases)`);
    print(`on screen ${quantile(shown, 0.5).toFixed(0)} ms median, p99 ${quantile(shown, 0.99).toFixed(0)} ms from the receiving of a reading to its case on a dispatcher’s screen (${shown.length} of ${opened.length} cases)`);
    print(`the list  ${quantile(lists, 0.5).toFixed(0)} ms median, p99 ${quantile(lists, 0.99).toFixed(0)} ms for the first 50 cases, asked for ${lists.length} times meanwhile`);
    print(`settled   ${settled.toFixed(1)} s after the last reading`);
  });
}
