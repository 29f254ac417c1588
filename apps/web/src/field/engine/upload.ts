import { call } from '../../shared/api/call.js';
import { ProblemError } from '../../shared/api/failure.js';
import type { StoredPhoto } from './db.js';

/** As much as a weak link carries in a few seconds: what is lost with a cut connection. */
const CHUNK = 192 * 1024;
const PATIENCE = 60_000;

/**
 * Brings one picture to the server, going on where an earlier try stopped; `reached` is told after every piece that is safe there.
 * Throws what `call` throws; a wrong place is put right by the server's own word.
 */
export async function upload(photo: StoredPhoto, { reached, signal }: { readonly reached: (bytes: number) => void; readonly signal: AbortSignal }): Promise<void> {
  const path = { hash: photo.hash }, size = photo.data.byteLength;
  let offset = 0, corrections = 0;
  // One piece needs no question; of several the server may have some, from before this tab or from a cut connection.
  if (size > CHUNK) {
    const known = await call('GET /api/photos/uploads/{hash}', { path, quiet: true, signal });
    if (known.photo !== null) return reached(size);
    if (known.size === size) offset = known.reached;
  }
  for (;;) {
    try {
      const answer = await call('PUT /api/photos/uploads/{hash}', { path, query: { offset, size }, body: new Blob([photo.data.slice(offset, offset + CHUNK)]), quiet: true, signal, timeout: PATIENCE });
      offset = answer.reached;
      reached(offset);
      if (answer.photo !== null) return;
    } catch (error) {
      if (!(error instanceof ProblemError) || !error.is('wrong-offset') || ++corrections > 20) throw error;
      const { reached: right } = error.problem.current as { reached: number };
      offset = Math.min(right, size);
    }
  }
}
