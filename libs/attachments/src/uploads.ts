import { Injectable } from '@nestjs/common';
import type { UploadState } from '#contract';
import type { UserId } from '#domain';
import { Clock, Database, ProblemError, type Tx } from '#platform';
import { hashOf, Photos } from './photos.js';
import { MAX_BYTES } from './image/codec.js';

/** What one person may have lying about unfinished; beyond it the one that was touched longest ago makes room. */
const UNFINISHED = 64 * 1024 * 1024;
/** An upload that nobody went on with for so long is let go. A phone begins again: it holds the picture until it is answered. */
const PATIENCE = 3 * 86_400_000;

interface Begun { readonly size: number; readonly reached: number }

/**
 * Photos in pieces over weak links. Pieces lie in PostgreSQL until the last one is there: whatever was acknowledged outlives this process,
 * and the next piece may come to another one. A whole photo passes the same checks as any other and is then known by the same hash.
 */
@Injectable()
export class Uploads {
  constructor(private readonly database: Database, private readonly photos: Photos, private readonly clock: Clock) {}

  /** How far it is for this person; another one's pieces are not told. */
  async state(hash: string, by: UserId): Promise<UploadState> {
    const photo = await this.stored(hash, by);
    if (photo !== null) return photo;
    const [begun] = await this.database.query<Begun>('select size, reached from attachment_upload where hash = $1 and person = $2', [hash, by]);
    return { reached: begun?.reached ?? 0, size: begun?.size ?? null, photo: null };
  }

  /**
   * Takes the piece that begins at `offset`. Throws ProblemError `wrong-offset` with the right place in `current` when it does not fit (a resent or a concurrent one),
   * `too-large`, `invalid-input` when it runs beyond the size, and at the end `wrong-hash` or `not-an-image`: then the pieces are dropped.
   */
  async piece(hash: string, by: UserId, { offset, size }: { readonly offset: number; readonly size: number }, bytes: Buffer): Promise<UploadState> {
    if (size > MAX_BYTES) throw new ProblemError('too-large', { detail: `the file is larger than ${MAX_BYTES / 1024 / 1024} MB`, errors: [{ pointer: 'query/size', code: 'too-large', message: `at most ${MAX_BYTES} bytes`, zh: `最多 ${MAX_BYTES} 字节` }] });
    const photo = await this.stored(hash, by);
    if (photo !== null) return photo;
    if (offset + bytes.length > size) throw new ProblemError('invalid-input', { errors: [{ pointer: '', code: 'too-long', message: 'the piece runs beyond the size of the photo', zh: '分段超出照片大小' }] });
    const reached = await this.database.transaction((tx) => this.append(tx, hash, by, { offset, size }, bytes));
    return reached < size ? { reached, size, photo: null } : this.finish(hash, by, size);
  }

  private async stored(hash: string, by: UserId): Promise<UploadState | null> {
    if (!(await this.photos.sentBy(hash, by))) return null;
    const photo = (await this.photos.known([hash])).get(hash);
    return photo === undefined ? null : { reached: photo.bytes, size: photo.bytes, photo };
  }

  /** One piece at a time of the same photo: the row is locked, and the second of two at the same place is told where it goes on. */
  private async append(tx: Tx, hash: string, by: UserId, { offset, size }: { readonly offset: number; readonly size: number }, bytes: Buffer): Promise<number> {
    const now = this.clock.now();
    const began = await tx.query('insert into attachment_upload (hash, person, size, reached, touched_at) values ($1, $2, $3, 0, $4) on conflict do nothing returning 1 as one', [hash, by, size, now]);
    if (began.length > 0) await this.makeRoom(tx, hash, by, size, now);
    const [begun] = await tx.query<Begun>('select size, reached from attachment_upload where hash = $1 and person = $2 for update', [hash, by]);
    if (begun === undefined || begun.reached !== offset || begun.size !== size) throw new ProblemError('wrong-offset', { current: { reached: begun?.reached ?? 0, size: begun?.size ?? null } });
    const reached = offset + bytes.length;
    if (bytes.length > 0) await tx.query('insert into attachment_piece (hash, person, at, bytes) values ($1, $2, $3, $4)', [hash, by, offset, bytes]);
    await tx.query('update attachment_upload set reached = $3, touched_at = $4 where hash = $1 and person = $2', [hash, by, reached, now]);
    return reached;
  }

  /** Whoever begins one clears away what was left: everybody's that is too old, and of his own what is too much. */
  private async makeRoom(tx: Tx, hash: string, by: UserId, size: number, now: number): Promise<void> {
    await tx.query('delete from attachment_upload where (hash, person) in (select hash, person from attachment_upload where touched_at < $1 limit 200 for update skip locked)', [now - PATIENCE]);
    await tx.query(
      `delete from attachment_upload u using (
         select o.hash, sum(o.size) over (order by o.touched_at desc, o.hash) as held from attachment_upload o where o.person = $1 and o.hash <> $2) old
       where u.person = $1 and u.hash = old.hash and old.held > $3`, [by, hash, UNFINISHED - size]);
  }

  /** Also run again by a last piece of no bytes, when the process died between the last bytes and this. */
  private async finish(hash: string, by: UserId, size: number): Promise<UploadState> {
    const pieces = await this.database.query<{ bytes: Buffer }>('select bytes from attachment_piece where hash = $1 and person = $2 order by at', [hash, by]);
    const whole = Buffer.concat(pieces.map((p) => p.bytes));
    if (whole.length !== size) return this.state(hash, by);
    try {
      if (hashOf(whole) !== hash) throw new ProblemError('wrong-hash', { errors: [{ pointer: 'path/hash', code: 'wrong-hash', message: 'the bytes have another SHA-256', zh: '内容的 SHA-256 与此不同' }] });
      const photo = await this.photos.accept(whole, by);
      await this.drop(hash, by);
      return { reached: size, size, photo };
    } catch (error) {
      if (error instanceof ProblemError) await this.drop(hash, by);
      throw error;
    }
  }

  private async drop(hash: string, by: UserId): Promise<void> {
    await this.database.query('delete from attachment_upload where hash = $1 and person = $2', [hash, by]);
  }
}
