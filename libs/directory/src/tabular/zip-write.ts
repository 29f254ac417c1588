import { Zip, ZipDeflate } from 'fflate';

export interface Entry { readonly name: string; readonly pieces: AsyncIterable<Buffer> | Iterable<Buffer> }

/** A ZIP archive as it is made: no more of it is in memory than a piece. */
export async function* zipOf(entries: readonly Entry[]): AsyncGenerator<Buffer> {
  const ready: Buffer[] = [];
  const zip = new Zip((error, piece) => { if (error) throw error; ready.push(Buffer.from(piece)); });
  for (const { name, pieces } of entries) {
    const file = new ZipDeflate(name);
    zip.add(file);
    for await (const piece of pieces) { file.push(piece); yield* ready.splice(0); }
    file.push(new Uint8Array(), true);
  }
  zip.end();
  yield* ready;
}
