import type { CaseExportOrder } from '#contract';
import { Work } from '#platform';
import { parse } from 'csv-parse/sync';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import { backends, copies, Play, sheetsOf, startHarness, type Client, type Harness } from '../harness/index.js';
import { killWorker, startWorker } from './worker.js';

const MANY = 60_000;

describe.each(backends())('a worker is killed while it makes a file (%s)', (backend) => {
  let h: Harness, desk: Client;
  // From then on the harness's own process only answers people; the workers live beside it, by the real clock.
  beforeAll(async () => {
    h = await startHarness({ backend, at: Date.now() });
    desk = await h.as('disp-1');
    const id = await new Play(h).reported();
    await h.server.get(Work).pause();
    await copies(h.database, id, MANY, { mine: 'SAN', theirs: 'UM', prefix: 'XX' });
  }, 240_000);
  afterAll(async () => { await h?.stop(); });

  it.each(['csv', 'xlsx'] as const)('and another one goes on where it stopped: one whole file of %s, told once', async (format) => {
    const id = randomUUID(), found = async (): Promise<CaseExportOrder | undefined> => (await desk.want('exports')).find((e) => e.id === id);
    await desk.want('orderExport', { params: { id }, body: { query: 'source=media', sort: 'age', format, columns: ['number'] } });
    const first = startWorker(h);
    try { while (((await found())?.looked ?? 0) === 0) { if (first.exitCode !== null) throw new Error('the worker never came up'); await sleep(10); } } finally { await killWorker(first); }
    const half = await found();
    expect([half?.made, (half?.looked ?? 0) < MANY]).toEqual([null, true]);
    const second = startWorker(h);
    try { while ((await found())?.made == null) await sleep(50); } finally { await killWorker(second); }
    const one = await found(), bytes = Buffer.from(await (await desk.fetch(`/api/exports/${id}/file`)).arrayBuffer()), rows = (await h.database.query<{ number: string }>(`select number from cases where source = 'media' order by reported_at, id`)).map((r) => r.number);
    expect([one?.total, one?.looked, one?.made?.rows, one?.made?.bytes]).toEqual([MANY, MANY, MANY, bytes.length]);
    const sheet = format === 'xlsx' ? sheetsOf(new Uint8Array(bytes))[0] : undefined;
    const numbers = sheet === undefined ? (parse(bytes, { bom: true }) as string[][]).slice(1).map((line) => line[1]) : rows.map((_, i) => sheet.cells.get(`B${i + 2}`)?.value);
    expect([numbers.length, numbers.every((n, i) => n === rows[i]), sheet?.rows ?? MANY + 1]).toEqual([MANY, true, MANY + 1]);
    if (format === 'xlsx') expect(Object.keys(unzipSync(bytes))).toHaveLength(7);
    expect(await h.database.query(`select count(*)::int as n from notice where kind = 'export' and data ->> 'export' = $1`, [id])).toEqual([{ n: 1 }]);
  });
});
