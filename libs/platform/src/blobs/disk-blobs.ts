import type { BlobStore, ByteRange } from './blob-store.js';
import type { Readable } from 'node:stream';

export class DiskBlobs implements BlobStore {
  constructor(readonly dir: string) {}
  put(_bytes: Buffer): Promise<string> { throw new Error('being written'); }
  open(_hash: string, _range?: ByteRange): Promise<{ stream: Readable; size: number } | null> { throw new Error('being written'); }
  has(_hash: string): Promise<boolean> { throw new Error('being written'); }
  list(): AsyncIterable<string> { throw new Error('being written'); }
  remove(_hash: string): Promise<void> { throw new Error('being written'); }
}
