import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, DEMO_PASSWORD, photo, rubbish, startProgram, until } from '../harness/index.js';

describe('the whole program is killed, its own database with it or not', () => {
  it('starts again with the same data, takes over the database left running, and stops cleanly', async () => {
    const data = mkdtempSync(join(tmpdir(), 'grid-chaos-'));
    // The account PostgreSQL runs as must be able to walk in.
    chmodSync(data, 0o755);
    const start = () => startProgram([], { GRID_DATA_DIR: data, GRID_DEMO: 'true', GRID_DEMO_PASSWORD: DEMO_PASSWORD });
    const signedIn = async (url: string, account: string): Promise<Client> => {
      const client = new Client(url);
      expect(await client.signIn(account, DEMO_PASSWORD)).toMatchObject({ ok: true });
      return client;
    };
    try {
      const first = await start();
      const reported = await (await signedIn(first.url, 'gm-101')).report(rubbish(), { photos: [await photo()] });
      if (!reported.ok) throw new Error(JSON.stringify(reported.problem));
      await first.end('SIGKILL');

      const second = await start();
      const desk = await signedIn(second.url, 'disp-1');
      await until(async () => (await desk.want('case', { params: { id: reported.body.id } })).stage === 'acceptance');
      expect(await second.end('SIGINT')).toBe(0);
      expect(second.said()).toContain('Stopped.');
      await expect(fetch(`${second.url}/health/live`)).rejects.toThrow();

      const third = await start();
      expect(await (await signedIn(third.url, 'disp-1')).want('case', { params: { id: reported.body.id } })).toMatchObject({ stage: 'acceptance' });
      expect(await third.end('SIGTERM')).toBe(0);
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });
});
