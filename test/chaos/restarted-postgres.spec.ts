import type { CaseId } from '#domain';
import { Work } from '#platform';
import { startServer, type RunningServer } from '#server';
import { mkdtempSync, readFileSync, rmSync, existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DEMO_PASSWORD, photo, rubbish } from '../harness/index.js';
import { faultsOf } from './faultless.js';

/** On an embedded PostgreSQL of its own: the one that the other stories share is not ours to kill. */
describe('PostgreSQL dies and comes back', () => {
  let dataDir: string, server: RunningServer;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'grid-chaos-'));
    server = await startServer({ env: { PORT: '0', GRID_DATA_DIR: dataDir, GRID_DEMO: 'true', GRID_DEMO_PASSWORD: DEMO_PASSWORD }, quiet: true });
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('answers 503 with Retry-After meanwhile, keeps every accepted report, and goes on by itself', async () => {
    const member = new Client(server.url);
    await member.signIn('gm-101', DEMO_PASSWORD);
    const desk = new Client(server.url);
    await desk.signIn('disp-1', DEMO_PASSWORD);
    const proof = await photo(), accepted: CaseId[] = [];
    const seen = new Set<number>();
    let sent = 0;
    const report = async (): Promise<boolean> => {
      const answer = await member.report(rubbish({ text: `while it dies ${sent}`, asset: `asset-${sent++}` }), { photos: [proof] });
      seen.add(answer.status);
      if (answer.ok) accepted.push(answer.body.id);
      else {
        expect(answer.problem.code).toBe('unavailable');
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
      return answer.ok;
    };
    for (let i = 0; i < 5; i++) await report();
    process.kill(postmaster(dataDir), 'SIGKILL');
    // Until it has been seen away and then has been seen back.
    for (let tries = 0, back = false; !back; tries++) {
      if (tries > 1_200) throw new Error(`never seen away and back: ${[...seen].join(' ')}`);
      back = (await report()) && seen.has(503);
      await sleep(25);
    }
    await server.get(Work).quiesce(60_000);
    for (const id of accepted) expect((await desk.want('case', { params: { id } })).version).toBeGreaterThan(0);
    expect(await faultsOf(server)).toEqual([]);
  });
});

/** The pid in `postmaster.pid`, wherever under the data folder (or the place it names) the cluster lies. */
function postmaster(folder: string): number {
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (entry.endsWith('postmaster.pid')) return Number(readFileSync(join(folder, entry), 'utf8').split('\n')[0]);
  }
  const place = join(folder, 'postgres.place');
  if (existsSync(place)) return postmaster(readFileSync(place, 'utf8').trim());
  throw new Error(`no postmaster.pid under ${folder}`);
}
