import { Database } from '#platform';
import { auditJournal, Busy, decode, pack, readingMetrics, Receiver, Registry } from '#sensing';
import { startServer } from '#server';
import pg from 'pg';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { singly } from './readings-ways.js';
import { cpuSeconds, postgres, undone } from './services.js';
import { median, number } from './statistics.js';

const SERIES = Number(process.env['BENCH_SERIES'] ?? 10_000), SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10), ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const IN_A_FRAME = 200, AT_ONCE = 100, ACCOUNT = 'bench-gateway';

/**
 * Readings end to end: frames of a gateway as they come over a wire are decoded, found in the register, judged by the engine and committed with synchronous commit before they are answered.
 * Beside it, in the same run, the same number of readings as packed rows inserted into the journal by hand, one commit a row, nothing else around it.
 */
export async function readings(print: (line: string) => void): Promise<void> {
  print(`settings ${number(SERIES)} series, ${IN_A_FRAME} readings a frame, ${AT_ONCE} frames at once, ${ROUNDS} rounds of ${SECONDS} s after one to warm up; senders, program and database share this machine; commits are durable`);
  await undone(async (undo) => {
    const url = await postgres(undo), dataDir = mkdtempSync(join(tmpdir(), 'grid-bench-readings-'));
    undo.push(() => Promise.resolve(rmSync(dataDir, { recursive: true, force: true })));
    const server = await startServer({ env: { DATABASE_URL: url, PORT: '0', GRID_DATA_DIR: dataDir, GRID_DEMO: 'true', GRID_LOG_LEVEL: 'error', GRID_DEVICE_LIMIT: '0' } });
    undo.push(() => server.stop());
    await furnish(server.get(Database));
    const registry = server.get(Registry), receiver = server.get(Receiver);
    registry.doubt();
    const play = player(receiver);
    // Every device is heard once, so that the rounds register nothing; then the program is warm.
    while (Number((await server.get(Database).query<{ n: string }>('select count(*) as n from series'))[0]?.n) < SERIES) await play(1);
    await play(SECONDS / 2);
    const rates: number[] = [], cpu: number[] = [], hand: number[] = [];
    let away = 0;
    hand.push(await byHand(url));
    for (let round = 0; round < ROUNDS; round++) {
      const before = cpuSeconds(process.pid) ?? NaN, { count, seconds, turnedAway } = await play(SECONDS);
      away += turnedAway;
      rates.push(count / seconds);
      cpu.push(((cpuSeconds(process.pid) ?? NaN) - before) / count * 1e6);
      hand.push(await byHand(url));
    }
    const [row] = await server.get(Database).query<{ rows: string; bytes: string; records: string; journalled: string }>('select sum(n) as rows, sum(length(payload)) as bytes, count(*) as records, (select sum(journalled) from partition_owner) as journalled from journal where kind = 0');
    const rows = Number(row?.rows), bytes = Number(row?.bytes);
    print(`journal   ${number(rows)} readings in ${number(Number(row?.records))} records, ${(bytes / rows).toFixed(1)} bytes a reading; counted by the owners: ${row?.journalled}`);
    print(`commits   ${await commits()}`);
    print(`by hand   ${number(median(hand))} readings/s (${hand.map(number).join(', ')}): packed rows of 2,000, one commit each, one connection`);
    print(`program   ${number(median(rates))} readings/s (${rates.map(number).join(', ')}), ${median(cpu).toFixed(1)} µs of CPU a reading in the program with its senders, ${away} frames asked to come again; by hand : program = ${(median(hand) / median(rates)).toFixed(1)} : 1`);
    print(`judged    again from the journal: ${await again(server.get(Database))}`);
  });
  const { mqtt, http } = await undone(async (undo) => singly(undo, await postgres(undo), SECONDS));
  print(`mqtt      ${number(mqtt)} readings/s, one a message, QoS 1, 16 clients with 40 in flight each, the program as a process of its own`);
  print(`http      ${number(http)} readings/s, one a post, 48 at once`);
}

/** Readings a second that a partition is made of again, and what is wrong with the books. */
async function again(database: Database): Promise<string> {
  const began = performance.now(), audit = auditJournal(database);
  let faults = 0;
  for (let step = await audit.next(); ; step = await audit.next()) {
    if (step.done) return `${number(step.value.readings / ((performance.now() - began) / 1000))} readings/s, ${faults} faults`;
    faults++;
  }
}

/** How many transactions there were and how long one took, as the program counts them. */
async function commits(): Promise<string> {
  const metric = await readingMetrics.getSingleMetric('grid_readings_commit_seconds')?.get(), value = (name: string): number => metric?.values.find((v) => 'metricName' in v && v.metricName === name)?.value ?? NaN;
  return `${number(value('grid_readings_commit_seconds_count'))}, ${(value('grid_readings_commit_seconds_sum') / value('grid_readings_commit_seconds_count') * 1000).toFixed(1)} ms on average`;
}

/** Devices of one gateway, put into the register at once. */
async function furnish(database: Database): Promise<void> {
  const now = Date.now();
  await database.query(`insert into person (id, name, role, created_at) values ($1, 'gateway', 'device', $2) on conflict do nothing`, [ACCOUNT, now]);
  await database.query(`insert into device (id, name, kind, metric, unit, account, gateway, created_at, changed_at) select 'bench-' || n, 'bench ' || n, 'water-level', 'level', 'cm', $1, $1, $2, $2 from generate_series(1, $3::int) n`, [ACCOUNT, now, SERIES]);
}

/** Sends frames for so many seconds; answers how many readings were answered as accepted. */
function player(receiver: Receiver): (seconds: number) => Promise<{ count: number; seconds: number; turnedAway: number }> {
  let tick = 0, next = 0, at = Date.now() - 24 * 3_600_000;
  const frame = (): Uint8Array => {
    const body: Record<string, unknown> = {};
    if (next === 0) { at += 1_000; tick++; }
    for (let i = 0; i < IN_A_FRAME; i++) { const n = (next + i) % SERIES; body[`bench-${n + 1}`] = [{ ts: at, values: { level: Math.round((20 + 5 * Math.sin((tick + n) / 50)) * 100) / 100 } }]; }
    next = (next + IN_A_FRAME) % SERIES;
    return Buffer.from(JSON.stringify(body));
  };
  return async (seconds) => {
    let count = 0, turnedAway = 0;
    const began = performance.now(), until = began + seconds * 1000;
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      while (performance.now() < until) {
        const bytes = frame(), receivedAt = Date.now(), envelope = { receivedAt };
        const send = (): ReturnType<Receiver['receive']> => receiver.receive(decode('thingsboard-gateway', bytes, envelope), { account: ACCOUNT, protocol: 'thingsboard-gateway', way: 'mqtt', receivedAt, raw: bytes, envelope });
        // As a sender does that is asked to come again.
        const answered = async (): ReturnType<Receiver['receive']> => send().catch(async (error: unknown) => { if (!(error instanceof Busy)) throw error; turnedAway++; await sleep(50); return answered(); });
        for (const answer of (await answered()).answers) if (answer === 'accepted') count++;
      }
    }));
    return { count, seconds: (performance.now() - began) / 1000, turnedAway };
  };
}

/** Packed rows of 2,000 readings into a table like the journal, a commit a row. Answers readings a second. */
async function byHand(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url }), n = 2_000;
  await client.connect();
  try {
    await client.query('create table if not exists hand_journal (partition smallint not null, seq bigint not null, received_at bigint not null, n int not null, payload bytea not null, primary key (partition, seq))');
    await client.query('alter table hand_journal alter column payload set storage external');
    await client.query('truncate hand_journal');
    const payload = (): Buffer => pack({ count: n, receivedAt: 1_795_000_000_000, series: Int32Array.from({ length: n }, (_, i) => i), at: new Float64Array(n).fill(1_795_000_000_000), value: Float64Array.from({ length: n }, (_, i) => Math.round(2000 + 500 * Math.sin(i)) / 100), quality: new Uint8Array(n), code: new Int16Array(n).fill(-1) });
    const began = performance.now(), until = began + SECONDS * 500;
    let rows = 0;
    for (; performance.now() < until; rows++) await client.query({ name: 'hand', text: 'insert into hand_journal values ($1, $2, $3, $4, $5)', values: [rows % 16, rows, Date.now(), n, payload()] });
    return (rows * n) / ((performance.now() - began) / 1000);
  } finally { await client.end(); }
}
