import { connect } from 'node:net';
import type { Upload, UploadState } from '#contract';
import type { UserId } from '#domain';
import { sharp } from './image/codec.js';
import { hashOf } from './photos.js';
import { World } from './testing/world.js';

/** Noise: a picture of some size that no compression makes small. */
async function picture(seed: number, edge = 400): Promise<Buffer> {
  const raw = Buffer.alloc(edge * edge * 3);
  for (let i = 0, x = seed * 2_654_435_761 + 1; i < raw.length; i++) { x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0; raw[i] = x >>> 24; }
  return sharp(raw, { raw: { width: edge, height: edge, channels: 3 } }).jpeg({ quality: 90 }).toBuffer();
}

let world: World;
beforeAll(async () => { world = await World.start(); }, 120_000);
afterAll(async () => { await world.stop(); });

interface Said { readonly status: number; readonly body: UploadState & { readonly code?: string; readonly current?: { readonly reached: number; readonly size: number | null } } }
const asked = async (answer: Promise<Response>): Promise<Said> => { const got = await answer; return { status: got.status, body: (await got.json()) as Said['body'] }; };
const state = (hash: string, who: string | null = 'gm-101'): Promise<Said> => asked(world.ask(who, 'GET', `/api/photos/uploads/${hash}`));
const put = (hash: string, offset: number, size: number, bytes: Buffer, who: string | null = 'gm-101'): Promise<Said> =>
  asked(world.ask(who, 'PUT', `/api/photos/uploads/${hash}?offset=${offset}&size=${size}`, new Uint8Array(bytes), { 'content-type': 'application/octet-stream' }));
const pieces = async (): Promise<number> => Number((await world.database.query<{ n: string }>('select count(*) as n from attachment_piece'))[0]?.n);

describe('a photo in pieces', () => {
  it('is stored with its last piece and is then the same as one sent whole', async () => {
    const bytes = await picture(1), hash = hashOf(bytes), size = bytes.length, third = Math.ceil(size / 3);
    expect(await state(hash)).toEqual({ status: 200, body: { reached: 0, size: null, photo: null } });
    expect(await put(hash, 0, size, bytes.subarray(0, third))).toEqual({ status: 200, body: { reached: third, size, photo: null } });
    expect(await state(hash)).toEqual({ status: 200, body: { reached: third, size, photo: null } });
    await put(hash, third, size, bytes.subarray(third, 2 * third));
    expect(await world.photos.missing([hash])).toEqual([hash]);
    const last = await put(hash, 2 * third, size, bytes.subarray(2 * third));
    const whole = await world.photos.accept(bytes, 'gm-102' as UserId);
    expect(last).toEqual({ status: 200, body: { reached: size, size, photo: whole } });
    expect(await state(hash)).toEqual(last);
    expect((await world.ask('gm-101', 'GET', `/api/photos/${hash}?size=thumb`)).status).toBe(200);
    expect(await pieces()).toBe(0);
    expect(await put(hash, 0, size, bytes.subarray(0, third))).toEqual(last);
  });

  it('goes on after a cut connection from what was acknowledged, also by another process', async () => {
    const bytes = await picture(2), hash = hashOf(bytes), size = bytes.length, half = size >> 1;
    await put(hash, 0, size, bytes.subarray(0, half));
    const token = await world.token('gm-101'), { port, hostname } = new URL(world.url);
    for (let i = 0; i < 3; i++) await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname);
      socket.write(`PUT /api/photos/uploads/${hash}?offset=${half}&size=${size} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/octet-stream\r\nContent-Length: ${size - half}\r\n\r\n`);
      socket.write(bytes.subarray(half, half + 2_000), () => { socket.destroy(); resolve(); });
    });
    const { body: { reached } } = await state(hash);
    expect(reached).toBe(half);
    // Every word of it is in the database: an answer that never came back changes nothing either.
    const other = await World.beside(world);
    try {
      const answer = await fetch(`${other.url}/api/photos/uploads/${hash}?offset=${half}&size=${size}`, { method: 'PUT', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' }, body: new Uint8Array(bytes.subarray(half)) });
      expect(((await answer.json()) as UploadState).photo).toMatchObject({ hash, bytes: size });
    } finally { await other.stop(); }
  });

  it('is finished by an empty piece when a process died between the last bytes and the check', async () => {
    const bytes = await picture(3), hash = hashOf(bytes), size = bytes.length;
    await put(hash, 0, size, bytes.subarray(0, 1000));
    await world.database.query('insert into attachment_piece (hash, person, at, bytes) values ($1, $2, 1000, $3)', [hash, 'gm-101', bytes.subarray(1000)]);
    await world.database.query('update attachment_upload set reached = size where hash = $1', [hash]);
    expect((await state(hash)).body).toEqual({ reached: size, size, photo: null });
    expect((await put(hash, size, size, Buffer.alloc(0))).body.photo).toMatchObject({ hash });
  });

  it('answers 409 with the right place to a piece that does not fit', async () => {
    const bytes = await picture(4), hash = hashOf(bytes), size = bytes.length;
    expect(await put(hash, 500, size, bytes.subarray(500, 900))).toMatchObject({ status: 409, body: { code: 'wrong-offset', current: { reached: 0 } } });
    await put(hash, 0, size, bytes.subarray(0, 800));
    for (const offset of [0, 400, 900, size]) expect(await put(hash, offset, size, bytes.subarray(offset, Math.min(size, offset + 100)))).toMatchObject({ status: 409, body: { code: 'wrong-offset', current: { reached: 800, size } } });
    expect(await put(hash, 800, size + 1, bytes.subarray(800))).toMatchObject({ status: 409, body: { code: 'wrong-offset', current: { reached: 800, size } } });
    expect((await put(hash, 800, size, bytes.subarray(800))).body.photo).toMatchObject({ hash });
  });

  it('takes one of many pieces that come for the same place at once', async () => {
    const bytes = await picture(5), hash = hashOf(bytes), size = bytes.length;
    const first = await Promise.all(Array.from({ length: 8 }, () => put(hash, 0, size, bytes.subarray(0, 5_000))));
    expect(first.map((a) => a.status).sort()).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
    expect(await pieces()).toBe(1);
    const last = await Promise.all(Array.from({ length: 4 }, () => put(hash, 5_000, size, bytes.subarray(5_000))));
    // Whoever comes when it is stored already is told so; nobody is told a lie.
    for (const answer of last) expect(answer.status === 200 ? answer.body.photo?.hash : answer.body.code).toBe(answer.status === 200 ? hash : 'wrong-offset');
    expect(last.some((a) => a.status === 200)).toBe(true);
    expect((await state(hash)).body.photo).toMatchObject({ hash });
    expect(await pieces()).toBe(0);
  });

  it('refuses bytes of another hash and what is no picture, and drops them', async () => {
    const bytes = await picture(6), wrong = hashOf(Buffer.from('another'));
    expect(await put(wrong, 0, bytes.length, bytes)).toMatchObject({ status: 422, body: { code: 'wrong-hash' } });
    expect((await state(wrong)).body).toEqual({ reached: 0, size: null, photo: null });
    const page = Buffer.from('<html><script>1</script></html>');
    expect(await put(hashOf(page), 0, page.length, page)).toMatchObject({ status: 422, body: { code: 'not-an-image' } });
    expect(await world.photos.missing([wrong, hashOf(page)])).toHaveLength(2);
    expect(await pieces()).toBe(0);
  });

  it('refuses what is too large, runs over, is no piece or comes from nobody', async () => {
    const hash = 'a'.repeat(64), some = Buffer.from('x');
    expect(await put(hash, 0, 10 * 1024 * 1024 + 1, some)).toMatchObject({ status: 413, body: { code: 'too-large' } });
    expect(await put(hash, 0, 3, Buffer.from('four'))).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
    expect((await put(hash, 0, 3, some, null)).status).toBe(401);
    expect((await state(hash, null)).status).toBe(401);
    for (const query of ['', '?offset=0', '?size=3', '?offset=-1&size=3', '?offset=1.5&size=3', '?offset=0&size=0', '?offset=0&size=3&x=1', '?offset=a&size=3']) {
      expect([query, (await world.ask('gm-101', 'PUT', `/api/photos/uploads/${hash}${query}`, 'x', { 'content-type': 'application/octet-stream' })).status]).toEqual([query, 422]);
    }
    expect((await world.ask('gm-101', 'PUT', `/api/photos/uploads/${hash}?offset=0&size=3`, '{}', { 'content-type': 'application/json' })).status).toBe(415);
    expect((await world.ask('gm-101', 'PUT', '/api/photos/uploads/nonsense?offset=0&size=3', 'x', { 'content-type': 'application/octet-stream' })).status).toBe(422);
    expect((await world.ask('gm-101', 'PUT', `/api/photos/uploads/${hash}?offset=0&size=9000000`, new Uint8Array(3_000_000), { 'content-type': 'application/octet-stream' })).status).toBe(413);
  });

  it('is nobody else’s: knowing a hash shows nothing and gives nothing', async () => {
    const bytes = await picture(7), hash = hashOf(bytes), size = bytes.length;
    await put(hash, 0, size, bytes.subarray(0, 2_000));
    expect((await state(hash, 'h-san-1')).body).toEqual({ reached: 0, size: null, photo: null });
    await put(hash, 2_000, size, bytes.subarray(2_000));
    expect((await state(hash, 'h-san-1')).body.photo).toBeNull();
    expect((await put(hash, size, size, Buffer.alloc(0), 'h-san-1')).status).toBe(409);
    expect((await world.ask('h-san-1', 'GET', `/api/photos/${hash}`)).status).toBe(404);
    expect((await put(hash, 0, size, bytes, 'h-san-1')).body.photo).toMatchObject<Partial<Upload>>({ hash });
    expect((await world.ask('h-san-1', 'GET', `/api/photos/${hash}`)).status).toBe(200);
  });

  it('makes room: what nobody went on with is let go, and so is the oldest of too much', async () => {
    const begin = (n: number, who: string): Promise<Said> => put(n.toString(16).padStart(64, '0'), 0, 10_000_000, Buffer.from('x'), who);
    for (let n = 1; n <= 6; n++) { await begin(n, 'gm-103'); world.clock.advance(1_000); }
    await begin(100, 'gm-104');
    expect((await state('1'.padStart(64, '0'), 'gm-103')).body.reached).toBe(1);
    await begin(7, 'gm-103');
    const left = async (): Promise<string[]> => (await world.database.query<{ hash: string }>('select hash from attachment_upload where person = $1 order by hash', ['gm-103'])).map((r) => r.hash.replace(/^0+/, ''));
    expect(await left()).toEqual(['2', '3', '4', '5', '6', '7']);
    expect((await state('64'.padStart(64, '0'), 'gm-104')).body.reached).toBe(1);
    world.clock.advance(3 * 86_400_000 + 1);
    await begin(8, 'gm-105');
    expect(await left()).toEqual([]);
    expect((await state('64'.padStart(64, '0'), 'gm-104')).body.reached).toBe(0);
  });
});
