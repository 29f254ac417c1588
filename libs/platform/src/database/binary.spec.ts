import fc from 'fast-check';
import { startTestPostgres, type TestPostgres } from '../testing.js';
import { rowsOfBinary } from './binary.js';
import type { Database } from './database.js';

let server: TestPostgres, db: Database;
beforeAll(async () => {
  server = await startTestPostgres();
  ({ database: db } = await server.open({ entities: [], migrations: [] }));
}, 120_000);
afterAll(() => server.stop());

const field = (bytes: Buffer | null): Buffer => { const length = Buffer.alloc(4); length.writeInt32BE(bytes === null ? -1 : bytes.length); return bytes === null ? length : Buffer.concat([length, bytes]); };
const count = (n: number): Buffer => { const b = Buffer.alloc(2); b.writeInt16BE(n); return b; };
const sent = (rows: readonly (readonly (Buffer | null)[])[]): Buffer => Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8), ...rows.flatMap((r) => [count(r.length), ...r.map(field)]), count(-1)]);
const all = async <T>(of: AsyncIterable<T>): Promise<T[]> => { const found: T[] = []; for await (const one of of) found.push(one); return found; };
async function* cut(bytes: Buffer, at: readonly number[]): AsyncGenerator<Buffer> {
  const places = [0, ...at.map((n) => n % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (const [i, from] of places.entries()) yield bytes.subarray(from, places[i + 1] ?? bytes.length);
}

describe('rows in binary form', () => {
  it('are what was sent, wherever it is cut', async () => {
    const value = fc.option(fc.uint8Array({ maxLength: 40 }).map((a) => Buffer.from(a)));
    await fc.assert(fc.asyncProperty(fc.array(fc.array(value, { minLength: 1, maxLength: 4 }), { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 6 }), async (rows, at) => {
      expect(await all(rowsOfBinary(cut(sent(rows), at)))).toEqual(rows);
    }));
  });

  it('come from the database at the moment of what else is read, with what was asked for written out', async () => {
    await db.query('create table piece (name text, bytes bytea)');
    await db.query(`insert into piece select 'o''clock ' || n, decode(repeat('00ff', n), 'hex') from generate_series(1, 3000) n`);
    const [rows, after] = await db.reading(async (reading) => {
      const first = await reading.query<{ n: number }>('select count(*)::int as n from piece');
      await db.query('delete from piece where length(bytes) > 20');
      return [await all(reading.bytes('select name, bytes, null::text from piece where name >= $1 and length(bytes) < $2::int * 2 order by length(bytes)', [`o'clock `, '100'])), first];
    });
    expect(after).toEqual([{ n: 3_000 }]);
    expect(rows.map(([name, bytes, none]) => [String(name), bytes?.length, bytes?.at(-1), none])).toEqual(Array.from({ length: 99 }, (_, i) => [`o'clock ${i + 1}`, 2 * i + 2, 255, null]));
  });

  it('leave the connection as it was when they fail', async () => {
    await expect(db.reading(async (reading) => all(reading.bytes('select 1 / (n - 500) from generate_series(1, 1000) n', [])))).rejects.toThrow('division by zero');
    expect(await db.query('select 1 as n')).toEqual([{ n: 1 }]);
  });
});
