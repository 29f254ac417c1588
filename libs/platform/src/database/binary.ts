/** What comes before the first row of `COPY … (FORMAT binary)`: a signature, flags, and the length of an extension that nobody uses. Each row is a number of fields and, of each, its length and bytes; a number below 0 ends them. */
const HEAD = 19, FIELDS = 2, LENGTH = 4;
type Fields = readonly (Buffer | null)[];

/** The rows in what `COPY … TO STDOUT (FORMAT binary)` sends, as they come: what a column is in the database's own binary form, bytea and text as they are. The buffers are the reader's own. */
export async function* rowsOfBinary(chunks: AsyncIterable<Buffer>): AsyncGenerator<Fields> {
  let held: Buffer = Buffer.alloc(0), begun = false;
  for await (const chunk of chunks) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    if (!begun && held.length < HEAD) continue;
    let at = begun ? 0 : HEAD;
    begun = true;
    for (let row = rowAt(held, at); row !== null; row = rowAt(held, at)) { yield row.fields; at = row.end; }
    held = held.subarray(at);
  }
}

/** The row that begins there; null where it has not come whole, or was the last. */
function rowAt(bytes: Buffer, start: number): { readonly fields: Fields; readonly end: number } | null {
  if (bytes.length < start + FIELDS) return null;
  const count = bytes.readInt16BE(start), fields: (Buffer | null)[] = [];
  let at = start + FIELDS;
  for (let i = 0; i < count; i++) {
    if (bytes.length < at + LENGTH) return null;
    const length = bytes.readInt32BE(at);
    at += LENGTH;
    if (bytes.length < at + length) return null;
    fields.push(length < 0 ? null : bytes.subarray(at, at + length));
    at += Math.max(0, length);
  }
  return count < 0 ? null : { fields, end: at };
}
