import { parse } from 'csv-parse';
import { createReadStream, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { recognise, requestOf, type Layout } from './layout.js';
import { BadRecord, type ServiceRequest } from './request.js';

const LARGEST_JSON = 512 * 2 ** 20;

/**
 * The records of a file, one by one: CSV (also .gz) is streamed, JSON (an array of Open311 requests, also .gz) is read whole
 * and put in order of time. Bad records are told to `skipped` and left out. Throws RangeError when the layout is not known.
 */
export async function* read(path: string, layout: Layout | null, skipped: (why: string) => void): AsyncGenerator<ServiceRequest> {
  yield* /\.json(\.gz)?$/i.test(path) ? readJson(path, layout, skipped) : readCsv(createReadStream(path), /\.gz$/i.test(path), layout, skipped);
}

/** The records of a CSV stream. */
export async function* readCsv(bytes: Readable, gzipped: boolean, given: Layout | null, skipped: (why: string) => void): AsyncGenerator<ServiceRequest> {
  const parser = parse({ columns: true, bom: true, trim: true, relax_quotes: true, relax_column_count: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n', '\r'] });
  const failed = (error: Error | null | undefined): void => { if (error) parser.destroy(error); };
  if (gzipped) pipeline(bytes, createGunzip(), parser, failed);
  else pipeline(bytes, parser, failed);
  let layout = given;
  let line = 1;
  for await (const row of parser as AsyncIterable<Record<string, string>>) {
    line++;
    layout ??= known(Object.keys(row));
    const request = attempt(row, layout, line, skipped);
    if (request !== null) yield request;
  }
}

async function* readJson(path: string, given: Layout | null, skipped: (why: string) => void): AsyncGenerator<ServiceRequest> {
  if (statSync(path).size > LARGEST_JSON) throw new RangeError(`${path} is larger than ${LARGEST_JSON / 2 ** 20} MB; turn it into CSV, which is streamed`);
  const bytes = await readFile(path);
  const data: unknown = JSON.parse((/\.gz$/i.test(path) ? gunzipSync(bytes) : bytes).toString('utf8').replace(/^\ufeff/, ''));
  const rows = Array.isArray(data) ? (data as unknown[]) : fail(`${path}: an array of service requests was expected`);
  const requests: ServiceRequest[] = [];
  for (const [index, row] of rows.entries()) {
    if (typeof row !== 'object' || row === null) { skipped(`item ${index}: not an object`); continue; }
    const object = row as Record<string, unknown>;
    const request = attempt(object, given ?? known(Object.keys(object)), index, skipped);
    if (request !== null) requests.push(request);
  }
  yield* requests.sort((a, b) => a.requestedAt - b.requestedAt);
}

const known = (header: readonly string[]): Layout => recognise(header) ?? fail(`the columns ${header.slice(0, 20).join(', ')} are not a known layout; say --columns time=…,category=…,lat=…,lon=…`);

function attempt(row: Readonly<Record<string, unknown>>, layout: Layout, line: number, skipped: (why: string) => void): ServiceRequest | null {
  try { return requestOf(row, layout, line); } catch (error) {
    if (!(error instanceof BadRecord)) throw error;
    skipped(error.message);
    return null;
  }
}

const fail = (message: string): never => { throw new RangeError(message); };
