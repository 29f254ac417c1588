import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { layoutOf, recognise, requestOf } from './layout.js';
import { read, readCsv } from './read.js';
import type { ServiceRequest } from './request.js';
import { ahead } from './window.js';

const all = async <T>(list: AsyncIterable<T>): Promise<T[]> => { const out: T[] = []; for await (const x of list) out.push(x); return out; };
const csv = (text: string, layout: Parameters<typeof readCsv>[2] = null, skipped: string[] = []) => all(readCsv(Readable.from([Buffer.from(text)]), false, layout, (why) => skipped.push(why)));

const HEADER = 'service_request_id,status,service_name,requested_datetime,updated_datetime,lat,long,address,disposition,duplicate_of,description';
const OPEN311 = `${HEADER}\n7,closed,Abandoned Vehicle,2018-06-19T16:00:45-04:00,2018-06-20T16:00:45-04:00,42.29,-71.05,"5 Popes Hill St, Dorchester",Case Closed,,"Car with, a comma"\n8,open,Other,2018-06-19T17:00:45-04:00,2019-01-01T00:00:00-05:00,,,,,7,\n`;

describe('reading records', () => {
  it('reads Open311 columns, with what is missing left null', async () => {
    const [first, second] = await csv(OPEN311);
    expect(first).toEqual({
      id: '7', category: 'Abandoned Vehicle', text: 'Car with, a comma — 5 Popes Hill St, Dorchester', lon: -71.05, lat: 42.29, requestedAt: Date.parse('2018-06-19T20:00:45Z'), closedAt: Date.parse('2018-06-20T20:00:45Z'), duplicateOf: null, invalid: false,
    });
    expect(second).toMatchObject({ id: '8', text: 'Other', lon: null, lat: null, closedAt: null, duplicateOf: '7' });
  });

  it.each([['a byte order mark', `\ufeff${OPEN311}`], ['old Mac line ends', OPEN311.replaceAll('\n', '\r')], ['Windows line ends', OPEN311.replaceAll('\n', '\r\n')], ['blank lines', OPEN311.replaceAll('\n', '\n\n')]])('reads a table with %s', async (_, text) => {
    expect((await csv(text)).map((r) => r.id)).toEqual(['7', '8']);
  });

  it('leaves bad records out and says which', async () => {
    const skipped: string[] = [];
    expect(await csv(`${HEADER}\n1,closed,X,yesterday,,42,-71,,,,\n2,closed,X,2018-01-01T00:00:00Z,2017-01-01T00:00:00Z,942,-71,,,,\n`, null, skipped)).toMatchObject([{ id: '2', lon: null, lat: null, closedAt: Date.parse('2018-01-01T00:00:00Z') }]);
    expect(skipped).toEqual(['line 2: "yesterday" in requested_datetime is no time']);
  });

  it('cleans texts of what the contract does not take', async () => {
    const [request] = await csv(`${HEADER}\n1,closed,X,2018-01-01T00:00:00Z,,42,-71,,,,"a\u0000b\u202Ec  ${'长'.repeat(3000)}"\n`);
    expect(request?.text).toMatch(/^a b c 长+$/);
    expect(request?.text.length).toBeLessThanOrEqual(2000);
  });

  it('reads any columns that are named, and any city’s JSON', async () => {
    const layout = layoutOf('time=opened,closed=done,lat=y,lon=x,category=kind,text=what');
    expect(await csv('kind,what,opened,done,x,y\nPothole,deep,2024-05-01 08:00:00,2024-05-01 09:00:00,6.9,50.9\n', layout)).toMatchObject([{ id: 'line-2', category: 'Pothole', text: 'deep', lon: 6.9, lat: 50.9, requestedAt: Date.parse('2024-05-01T08:00:00Z'), closedAt: Date.parse('2024-05-01T09:00:00Z') }]);
    const folder = await mkdtemp(join(tmpdir(), 'records-'));
    try {
      const rows = [{ service_request_id: 'b', status: 'open', service_name: 'Ampel defekt', requested_datetime: '2016-02-16T21:26:17+01:00', lat: 50.93, long: 6.8 }, 'nonsense', { service_request_id: 'a', status: 'closed', service_name: 'Ampel defekt', requested_datetime: '2016-02-15T21:26:17+01:00', lat: 50.93, long: 6.8 }];
      await writeFile(join(folder, 'x.json.gz'), gzipSync(JSON.stringify(rows)));
      const skipped: string[] = [];
      expect((await all(read(join(folder, 'x.json.gz'), null, (why) => skipped.push(why)))).map((r) => r.id)).toEqual(['a', 'b']);
      expect(skipped).toEqual(['item 1: not an object']);
      await writeFile(join(folder, 'y.csv.gz'), gzipSync(OPEN311));
      expect(await all(read(join(folder, 'y.csv.gz'), null, () => undefined))).toHaveLength(2);
      await writeFile(join(folder, 'z.csv'), 'a,b\n1,2\n');
      await expect(all(read(join(folder, 'z.csv'), null, () => undefined))).rejects.toThrow(/--columns/);
      await expect(all(read(join(folder, 'absent.csv'), null, () => undefined))).rejects.toThrow(/ENOENT/);
    } finally { await rm(folder, { recursive: true }); }
  });

  it('says which named column is wrong', () => {
    expect(() => layoutOf('time=a,lat=b,lon=c')).toThrow('category=… is missing');
    expect(() => layoutOf('time=a,lat=b,lon=c,category=d,colour=e')).toThrow('"colour" is not one of');
    expect(recognise(['a', 'b'])).toBeNull();
    expect(() => requestOf({ a: 'soon' }, { time: 'a', category: 'b', lat: 'c', lon: 'd' }, 3)).toThrow('line 3: "soon" in a is no time');
  });
});

describe('reading ahead', () => {
  const record = (id: string, requestedAt: number, duplicateOf: string | null = null): ServiceRequest => ({ id, category: 'X', text: id, lon: null, lat: null, requestedAt, closedAt: null, duplicateOf, invalid: false });
  async function* of(...list: ServiceRequest[]): AsyncGenerator<ServiceRequest> { yield* list; }

  it('puts records in order and tells originals and repeats of each other, whichever comes first in the file', async () => {
    const seen = await all(ahead(of(record('c', 3, 'a'), record('a', 1), record('b', 2), record('d', 4, 'a'), record('e', 5, 'c')), 10));
    expect(seen.map((s) => [s.request.id, s.original, s.repeats.join()])).toEqual([['a', null, 'c,d'], ['b', null, ''], ['c', 'a', ''], ['d', 'a', ''], ['e', null, '']]);
  });

  it('knows nothing of repeats beyond its window', async () => {
    const seen = await all(ahead(of(record('a', 1), record('b', 2), record('c', 3), record('d', 4, 'a')), 2));
    expect(seen.map((s) => s.original)).toEqual([null, null, null, null]);
  });

  it('never holds more than its window', async () => {
    let made = 0, most = 0, taken = 0;
    async function* many(): AsyncGenerator<ServiceRequest> { for (; made < 5000; made++) { most = Math.max(most, made - taken); yield record(String(made), made, made % 3 === 0 ? String(made - 1) : null); } }
    for await (const _ of ahead(many(), 100)) taken++;
    expect(taken).toBe(5000);
    expect(most).toBeLessThanOrEqual(102);
  });
});

const BOSTON = resolve('..', 'shared', 'data', '311', 'boston_open311_2008-2018.csv.gz');
(existsSync(BOSTON) ? describe : describe.skip)('the records of Boston (read from where they lie; skipped where they are absent)', () => {
  it('are all usable in order, and repeats are found', async () => {
    let read1000 = 0, repeats = 0, last = 0;
    for await (const seen of ahead(read(BOSTON, null, (why) => { throw new Error(why); }), 2000)) {
      expect(seen.request.requestedAt).toBeGreaterThanOrEqual(last);
      last = seen.request.requestedAt;
      if (seen.original !== null) repeats++;
      if (++read1000 === 20_000) break;
    }
    expect(read1000).toBe(20_000);
    expect(repeats).toBeGreaterThan(150);
  }, 60_000);
});
