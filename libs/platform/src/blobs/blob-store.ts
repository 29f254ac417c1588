import type { Readable } from 'node:stream';

/** Token of the BlobStore. */
export const BLOBS = Symbol('BlobStore');

/** First and last byte, both included, as in HTTP. */
export interface ByteRange { readonly start: number; readonly end: number }

/** Bytes named by their own sha256 (64 hex digits): stored once, never changed. */
export interface BlobStore {
  /** Answers the sha256 once the bytes would survive a power cut. */
  put(bytes: Buffer): Promise<string>;
  /** `size` is that of the whole blob, also with a range; null when it is not there. @throws RangeError for a range outside the blob */
  open(hash: string, range?: ByteRange): Promise<{ stream: Readable; size: number } | null>;
  has(hash: string): Promise<boolean>;
  list(): AsyncIterable<string>;
  remove(hash: string): Promise<void>;
}
