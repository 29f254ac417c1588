import { Inject, Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { Upload } from '#contract';
import type { UserId } from '#domain';
import { BLOBS, Clock, Database, type BlobStore } from '#platform';

export type Size = 'thumb' | 'screen' | 'full';
/** An open rendition: `size` is the whole rendition's length even when a range was asked. */
export interface Served { readonly stream: Readable; readonly type: string; readonly size: number }

/** Photos: checked by their real content, kept by the hash of their bytes, served only re-encoded. */
@Injectable()
export class Photos {
  constructor(private readonly database: Database, @Inject(BLOBS) private readonly blobs: BlobStore, private readonly clock: Clock) {}

  /** Checks and stores one photo. Throws ProblemError `not-an-image` or `too-large`. The same bytes again answer the same. */
  async accept(bytes: Buffer, by: UserId): Promise<Upload> {
    const [upload] = await this.acceptAll([{ bytes, pointer: '/photo' }], by);
    if (upload === undefined) throw new Error('no answer for a photo');
    return upload;
  }

  /** Checks all and then stores all: one bad part refuses the whole with its pointer, and nothing is stored. */
  async acceptAll(parts: readonly { readonly bytes: Buffer; readonly pointer: string }[], by: UserId): Promise<Upload[]> {
    void parts; void by; void this.clock;
    throw new Error('not written yet');
  }

  /** Those of the hashes that were never uploaded, in the order asked. */
  async missing(hashes: readonly string[]): Promise<string[]> {
    void hashes; void this.database;
    throw new Error('not written yet');
  }

  /** What is known of these photos; unknown hashes are left out. */
  async known(hashes: readonly string[]): Promise<Map<string, Upload>> {
    void hashes;
    throw new Error('not written yet');
  }

  /** A rendition, made now if nobody asked before; null for an unknown photo. `range` is inclusive bytes. */
  async served(hash: string, size: Size, range?: { start: number; end: number }): Promise<Served | null> {
    void hash; void size; void range; void this.blobs;
    throw new Error('not written yet');
  }
}
