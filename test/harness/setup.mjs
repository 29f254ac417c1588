/** Before the first story: one PostgreSQL for the whole run. Each test file clones its own database from a template in it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { build } from '../../scripts/lib/build.mjs';
import { ROOT } from '../../scripts/lib/root.mjs';

export default async function setup() {
  if (process.env.GRID_TEST_DATABASE) return;
  try {
    // The launcher and the processes that chaos tests kill run from the built program.
    await build('server');
  } catch (error) {
    if (!existsSync(join(ROOT, 'dist/libs/platform/src/index.js'))) throw error;
    console.error(`going on with the last build: ${error.message.split('\n').slice(0, 3).join(' ')}`);
  }
  const { startEmbeddedPostgres } = await import(pathToFileURL(join(ROOT, 'dist/libs/platform/src/index.js')).href);
  const slot = freeSlot();
  // A test's data need not survive a power cut.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400', shared_buffers: '256MB' };
  const postgres = await startEmbeddedPostgres({ dataDir: slot, database: 'postgres', settings });
  await forget(postgres.url);
  process.env.GRID_TEST_DATABASE = postgres.url;
  globalThis.gridTestPostgres = postgres;
}

/** What an earlier run left: the code may have changed since. */
async function forget(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(`select datname from pg_database where datname ~ '^(unit|t)_'`);
  for (const { datname } of rows) await client.query(`drop database ${datname} with (force)`);
  await client.end();
}

/** Runs beside one another each have a folder of their own; a folder is kept for the next run, as making a cluster takes seconds. */
function freeSlot() {
  for (let n = 0; ; n++) {
    const folder = join(ROOT, '.data', 'test', String(n));
    const lock = join(folder, 'jest.pid');
    mkdirSync(folder, { recursive: true });
    if (existsSync(lock) && alive(Number(readFileSync(lock, 'utf8')))) continue;
    writeFileSync(lock, String(process.pid));
    return folder;
  }
}

function alive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
