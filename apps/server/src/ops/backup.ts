import type { BlobStore } from '#platform';
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { migrationsOf } from '../database.js';
import { migrations } from '../schema.js';
import { VERSION } from '../root.js';
import { writeArchive, type Entry } from './archive.js';
import { ABOUT, blobName, FORMAT, MANIFEST, pieceName, type About, type Manifest } from './manifest.js';
import { planTables, sequencesOf, type TablePlan } from './tables.js';

const PIECE = 4 * 1024 * 1024;

export interface BackupOptions {
  /** A connection of its own: it holds one transaction from the first row to the last. */
  readonly client: pg.ClientBase;
  readonly blobs: BlobStore;
  readonly file: string;
  readonly now: number;
  readonly progress?: (table: string, rows: number) => void;
}

/** One file with everything: all tables as they stood at one moment, and the photos they name. People may work on meanwhile. Answers what it holds. */
export async function takeBackup({ client, blobs, file, now, progress = () => undefined }: BackupOptions): Promise<Manifest> {
  await client.query('begin isolation level repeatable read read only');
  try {
    const { pending, unknown } = await migrationsOf(client);
    if (unknown.length > 0) throw new Error(`the database has migrations of a newer program: ${unknown.join(', ')}`);
    const plan = await planTables(client);
    const about: About = { format: FORMAT, program: VERSION, takenAt: now, migrations: migrations.map(({ name }) => name).filter((name) => !pending.includes(name)), tables: plan.map(({ name, columns }) => ({ name, columns: [...columns] })) };
    const manifest: Manifest = { tables: [], blobs: { count: 0, bytes: 0, missing: [] }, sequences: await sequencesOf(client) };
    await writeArchive(file, async (add) => {
      await add({ name: ABOUT, bytes: Buffer.from(JSON.stringify(about)) });
      for (const table of plan) manifest.tables.push(await copyTable(client, table, add, progress));
      await copyBlobs(client, blobs, manifest, add, progress);
      await add({ name: MANIFEST, bytes: Buffer.from(JSON.stringify(manifest)) });
    });
    return manifest;
  } finally {
    await client.query('rollback').catch(() => undefined);
  }
}

async function copyTable(client: pg.ClientBase, { name, columns }: TablePlan, add: (entry: Entry) => Promise<void>, progress: (table: string, rows: number) => void): Promise<Manifest['tables'][number]> {
  const hash = createHash('sha256');
  const done = { name, rows: 0, bytes: 0, sha256: '' };
  let waiting: Buffer[] = [];
  let size = 0;
  let piece = 0;
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    size = 0;
    hash.update(bytes);
    done.bytes += bytes.length;
    // In COPY's text format a line feed ends a row and appears nowhere else.
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) done.rows++;
    await add({ name: pieceName(name, ++piece), bytes });
    progress(name, done.rows);
  };
  const stream = client.query(copyTo(`copy (select ${columns.map((c) => client.escapeIdentifier(c)).join(', ')} from ${client.escapeIdentifier(name)}) to stdout`));
  for await (const chunk of stream) {
    waiting.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size >= PIECE) await flush();
  }
  if (size > 0) await flush();
  return { ...done, sha256: hash.digest('hex') };
}

/** The photos that the snapshot names. One that is gone from the disk is listed, not fatal: the rest is worth keeping. */
async function copyBlobs(client: pg.ClientBase, blobs: BlobStore, manifest: Manifest, add: (entry: Entry) => Promise<void>, progress: (table: string, rows: number) => void): Promise<void> {
  const { rows } = await client.query<{ hash: string }>('select hash from attachment order by hash');
  for (const { hash } of rows) {
    const blob = await blobs.open(hash);
    if (blob === null) {
      manifest.blobs.missing.push(hash);
      continue;
    }
    const pieces: Buffer[] = [];
    for await (const piece of blob.stream) pieces.push(piece as Buffer);
    const bytes = Buffer.concat(pieces);
    await add({ name: blobName(hash), bytes });
    manifest.blobs.count++;
    manifest.blobs.bytes += bytes.length;
    progress('blobs', manifest.blobs.count);
  }
}
