import type { BlobStore } from '#platform';
import { createHash, type Hash } from 'node:crypto';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import { migrations } from '../schema.js';
import { readArchive, sha256 } from './archive.js';
import { ABOUT, aboutSchema, asBlob, asPiece, MANIFEST, manifestSchema, type About, type Manifest } from './manifest.js';
import { FIRST_ROWS } from './tables.js';

/** Why a backup is not restored. Said before anything is touched. */
export class BackupError extends Error {
  constructor(readonly fault: 'not-a-backup' | 'damaged' | 'newer' | 'not-empty' | 'in-use', readonly detail: string) {
    super(detail);
  }
}

export interface Verified { readonly about: About; readonly manifest: Manifest }

/** Reads the whole file once and checks every table and photo against the manifest. @throws BackupError */
export async function verifyBackup(file: string, progress: (what: string) => void = () => undefined): Promise<Verified> {
  const found = new Map<string, { hash: Hash; bytes: number; rows: number }>();
  let about: About | undefined;
  let manifest: Manifest | undefined;
  let photos = 0;
  try {
    for await (const { name, bytes } of readArchive(file)) {
      const table = asPiece(name);
      const blob = asBlob(name);
      if (about === undefined) {
        if (name !== ABOUT) throw new BackupError('not-a-backup', 'the first entry is not about.json');
        about = aboutSchema.parse(JSON.parse(bytes.toString('utf8')));
        fits(about);
      } else if (name === MANIFEST) manifest = manifestSchema.parse(JSON.parse(bytes.toString('utf8')));
      else if (table !== null) tally(found, table, bytes);
      else if (blob !== null) {
        if (sha256(bytes) !== blob) throw new BackupError('damaged', `photo ${blob} has other bytes than its name says`);
        photos++;
      } else throw new BackupError('not-a-backup', `an entry that does not belong there: ${name.slice(0, 100)}`);
      progress(table ?? 'blobs');
    }
  } catch (error) {
    if (error instanceof BackupError || (error as { code?: unknown }).code === 'ENOENT') throw error;
    throw new BackupError(about === undefined ? 'not-a-backup' : 'damaged', error instanceof Error ? error.message.slice(0, 300) : 'unreadable');
  }
  if (about === undefined || manifest === undefined) throw new BackupError(about === undefined ? 'not-a-backup' : 'damaged', 'the file is cut off: its manifest is missing');
  for (const { name, rows, bytes, sha256: wanted } of manifest.tables) {
    const table = found.get(name);
    if ((table?.rows ?? 0) !== rows || (table?.bytes ?? 0) !== bytes || (table?.hash ?? createHash('sha256')).digest('hex') !== wanted) throw new BackupError('damaged', `table ${name} is not what the manifest says`);
  }
  if (photos !== manifest.blobs.count) throw new BackupError('damaged', `${photos} photos instead of ${manifest.blobs.count}`);
  return { about, manifest };
}

function tally(found: Map<string, { hash: Hash; bytes: number; rows: number }>, table: string, bytes: Buffer): void {
  const sum = found.get(table) ?? { hash: createHash('sha256'), bytes: 0, rows: 0 };
  sum.hash.update(bytes);
  sum.bytes += bytes.length;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) sum.rows++;
  found.set(table, sum);
}

/** A backup of an older program is loaded into the schema it had and migrated afterwards; one of a newer program is refused. */
function fits(about: About): void {
  const unknown = about.migrations.filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0) throw new BackupError('newer', `it was made by version ${about.program}, which is newer: ${unknown.join(', ')}`);
}

/** Loads a verified backup into empty tables, in one transaction: all of it or nothing. Photos that are there already are kept. */
export async function loadBackup(client: pg.ClientBase, blobs: BlobStore, file: string, { about, manifest }: Verified, progress: (what: string) => void = () => undefined): Promise<void> {
  const loading = new Loading(client, new Map(about.tables.map((table) => [table.name, table.columns])));
  await client.query('begin');
  try {
    for (const table of FIRST_ROWS) await client.query(`delete from ${table}`);
    for await (const { name, bytes } of readArchive(file)) {
      const table = asPiece(name);
      if (table !== null) await loading.piece(table, bytes);
      else if (asBlob(name) !== null) await blobs.put(bytes);
      progress(table ?? 'blobs');
    }
    await loading.close();
    for (const { name, rows } of manifest.tables) {
      const { rows: counted } = await client.query<{ n: string }>(`select count(*) as n from ${client.escapeIdentifier(name)}`);
      if (Number(counted[0]?.n) !== rows) throw new BackupError('damaged', `table ${name}: ${counted[0]?.n} rows instead of ${rows}`);
    }
    for (const { name, value } of manifest.sequences) if (value !== null) await client.query('select setval($1::regclass, $2::bigint)', [`public.${client.escapeIdentifier(name)}`, value]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Feeds the pieces of one table after the other to COPY. */
class Loading {
  private table: string | null = null;
  private stream: CopyStreamQuery | null = null;

  constructor(private readonly client: pg.ClientBase, private readonly columns: ReadonlyMap<string, readonly string[]>) {}

  async piece(table: string, bytes: Buffer): Promise<void> {
    if (table !== this.table) await this.close();
    const quoted = (name: string): string => this.client.escapeIdentifier(name);
    const stream = (this.stream ??= this.client.query(copyFrom(`copy ${quoted(table)} (${(this.columns.get(table) ?? []).map(quoted).join(', ')}) from stdin`)));
    this.table = table;
    await new Promise<void>((done, fail) => {
      stream.once('error', fail);
      stream.write(bytes, (error) => {
        stream.off('error', fail);
        if (error) fail(error);
        else done();
      });
    });
  }

  async close(): Promise<void> {
    const { stream } = this;
    this.stream = null;
    if (stream === null) return;
    stream.end();
    await finished(stream);
  }
}
