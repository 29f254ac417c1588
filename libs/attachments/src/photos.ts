import { Inject, Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createHash } from 'node:crypto';
import type { Upload } from '#contract';
import { Directory } from '#directory';
import type { UserId } from '#domain';
import { BLOBS, Clock, Database, ProblemError, type BlobStore } from '#platform';
import { inspect, type Sound } from './image/inspect.js';
import { render, type Rendered, type Size } from './image/render.js';
import type { AttachmentRecord } from './tables.js';

/** A rendition that can be opened as often as needed; `bytes` is its whole length. */
export interface Served {
  readonly type: string;
  readonly bytes: number;
  /** Inclusive byte range; absent: all. */
  open(range?: { readonly start: number; readonly end: number }): Promise<Readable>;
}
export interface Sent { readonly bytes: Buffer; readonly pointer: string }

/** Photos: checked by their real content, kept by the hash of their bytes, served only re-encoded. */
@Injectable()
export class Photos {
  private readonly making = new Map<string, Promise<Served | null>>();

  constructor(private readonly database: Database, @Inject(BLOBS) private readonly blobs: BlobStore, private readonly clock: Clock, private readonly directory: Directory) {}

  /** Checks and stores one photo. Throws ProblemError `not-an-image` or `too-large`. The same bytes again answer the same. */
  async accept(bytes: Buffer, by: UserId): Promise<Upload> {
    const [upload] = await this.acceptAll([{ bytes, pointer: '/photo' }], by);
    if (upload === undefined) throw new Error('no answer for a photo');
    return upload;
  }

  /** Checks all and then stores all: one bad photo refuses the whole with its pointer, and nothing is stored. */
  async acceptAll(sent: readonly Sent[], by: UserId): Promise<Upload[]> {
    if (sent.length === 0) return [];
    const offset = this.directory.book().calendar.offset;
    const looked: { hash: string; bytes: Buffer; pointer: string; sound: Sound | null }[] = [];
    const known = await this.records(sent.map((s) => hashOf(s.bytes)));
    const refusals: { pointer: string; code: 'not-an-image' | 'too-large'; message: string }[] = [];
    for (const { bytes, pointer } of sent) {
      const hash = hashOf(bytes);
      if (known.has(hash) || looked.some((l) => l.hash === hash)) { looked.push({ hash, bytes, pointer, sound: null }); continue; }
      const result = await inspect(bytes, offset);
      if (result.ok) looked.push({ hash, bytes, pointer, sound: result });
      else refusals.push({ pointer, code: result.code, message: result.message });
    }
    const [first] = refusals;
    if (first !== undefined) throw new ProblemError(first.code, { detail: first.message, errors: refusals });
    // Bytes before rows: a row promises its bytes. Bytes left without a row by a crash are shown to nobody, and taken up when the same photo is sent again.
    const rows: { record: AttachmentRecord; thumb: { blob: string; rendered: Rendered } | null }[] = [];
    const now = String(this.clock.now());
    for (const { hash, bytes, sound } of looked) {
      if (!(await this.blobs.has(hash))) await this.blobs.put(bytes);
      if (sound === null) continue;
      rows.push({
        record: {
          hash, type: sound.type, bytes: bytes.length, width: sound.width, height: sound.height, taken_at: sound.takenAt === null ? null : String(sound.takenAt),
          lon: sound.place?.lon ?? null, lat: sound.place?.lat ?? null, accuracy: sound.place?.accuracy ?? null, uploaded_by: by, uploaded_at: now,
        },
        thumb: { blob: await this.blobs.put(sound.thumb.bytes), rendered: sound.thumb },
      });
    }
    await this.database.transaction(async (tx) => {
      for (const { record: r, thumb } of rows) {
        await tx.query(
          `insert into attachment (hash, type, bytes, width, height, taken_at, lon, lat, accuracy, uploaded_by, uploaded_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
          [r.hash, r.type, r.bytes, r.width, r.height, r.taken_at, r.lon, r.lat, r.accuracy, r.uploaded_by, r.uploaded_at]);
        if (thumb !== null) await tx.query(KEEP, [r.hash, 'thumb', thumb.blob, thumb.rendered.type, thumb.rendered.bytes.length]);
      }
      const hashes = [...new Set(looked.map((l) => l.hash))].sort();
      await tx.query('insert into attachment_uploader (hash, person, at) select h, $2, $3 from unnest($1::text[]) h on conflict do nothing', [hashes, by, now]);
    });
    const stored = await this.records(looked.map((l) => l.hash));
    return looked.map((l) => viewOf(stored.get(l.hash)));
  }

  /** Those of the hashes that were never uploaded, in the order asked. */
  async missing(hashes: readonly string[]): Promise<string[]> {
    if (hashes.length === 0) return [];
    const rows = await this.database.query<{ hash: string }>('select hash from attachment where hash = any($1::text[])', [hashes]);
    const there = new Set(rows.map((r) => r.hash));
    return hashes.filter((h) => !there.has(h));
  }

  /** What is known of these photos; unknown hashes are left out. */
  async known(hashes: readonly string[]): Promise<Map<string, Upload>> {
    return new Map([...(await this.records(hashes))].map(([hash, record]) => [hash, viewOf(record)]));
  }

  /** Whether this person has sent these bytes. */
  async sentBy(hash: string, person: UserId): Promise<boolean> {
    return (await this.database.query('select 1 from attachment_uploader where hash = $1 and person = $2', [hash, person])).length > 0;
  }

  /** A rendition, made now if nobody asked before; null for an unknown photo or one whose bytes are lost. */
  async served(hash: string, size: Size): Promise<Served | null> {
    const key = `${hash}/${size}`;
    const busy = this.making.get(key);
    if (busy !== undefined) return busy;
    const made = this.find(hash, size).finally(() => this.making.delete(key));
    this.making.set(key, made);
    return made;
  }

  private async find(hash: string, size: Size): Promise<Served | null> {
    const [kept] = await this.database.query<{ blob: string; type: string; bytes: number }>('select blob, type, bytes from attachment_rendition where hash = $1 and size = $2', [hash, size]);
    if (kept !== undefined && (await this.blobs.has(kept.blob))) return this.serve(kept.blob, kept.type, kept.bytes);
    const record = (await this.records([hash])).get(hash);
    if (record === undefined || !(await this.blobs.has(hash))) return null;
    const rendered = await render(() => this.original(hash), record.width * record.height, size);
    const blob = await this.blobs.put(rendered.bytes);
    await this.database.query(KEEP, [hash, size, blob, rendered.type, rendered.bytes.length]);
    return this.serve(blob, rendered.type, rendered.bytes.length);
  }

  private async original(hash: string): Promise<Buffer> {
    const opened = await this.blobs.open(hash);
    if (opened === null) throw new Error(`the bytes of photo ${hash} are gone`);
    return buffer(opened.stream);
  }

  private serve(blob: string, type: string, bytes: number): Served {
    return {
      type, bytes,
      open: async (range) => {
        const opened = await this.blobs.open(blob, range);
        if (opened === null) throw new Error(`the bytes of rendition ${blob} are gone`);
        return opened.stream;
      },
    };
  }

  private async records(hashes: readonly string[]): Promise<Map<string, AttachmentRecord>> {
    if (hashes.length === 0) return new Map();
    const rows = await this.database.query<AttachmentRecord>('select * from attachment where hash = any($1::text[])', [hashes]);
    return new Map(rows.map((r) => [r.hash, r]));
  }
}

const KEEP = `insert into attachment_rendition (hash, size, blob, type, bytes) values ($1, $2, $3, $4, $5)
  on conflict (hash, size) do update set blob = excluded.blob, type = excluded.type, bytes = excluded.bytes`;

/** SHA-256 in lower-case hex: how a photo is known everywhere. */
export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function viewOf(r: AttachmentRecord | undefined): Upload {
  if (r === undefined) throw new Error('a photo that was just stored is not there');
  return {
    hash: r.hash, type: r.type, bytes: r.bytes, width: r.width, height: r.height, takenAt: r.taken_at === null ? null : Number(r.taken_at),
    place: r.lon === null || r.lat === null ? null : { lon: r.lon, lat: r.lat, accuracy: r.accuracy },
  };
}
