import { readingDetail, type ReadingDetail } from '#contract';
import { decode, type TagDecoder } from 'cborg';
import { isFields, readJson, step, type Fields } from './json.js';
import { epoch } from './moment.js';
import { nameOf, numberOf, Parts } from './parts.js';
import { ME, type Decoded } from './sample.js';
import { words } from './words.js';

/** Labels of SenML in CBOR (RFC 8428, table 4). */
const LABELS: Readonly<Record<string, string>> = { '-1': 'bver', '-2': 'bn', '-3': 'bt', '-4': 'bu', '-5': 'bv', '-6': 'bs', 0: 'n', 1: 'u', 2: 'v', 3: 'vs', 4: 'vb', 5: 's', 6: 't', 7: 'ut', 8: 'vd' };
const KNOWN = new Set(Object.values(LABELS));
/** What a number or a pack may be wrapped in: a decimal fraction (RFC 8949, 3.4.4; [exponent, mantissa]), and the mark that says it is CBOR. */
const TAGS: Readonly<Record<number, TagDecoder>> = { 4: (inside) => { const [exponent, mantissa] = inside() as [number, number]; return Number(`${mantissa}e${exponent}`); }, 55799: (inside): unknown => inside() };
/** Times below this are relative to now (RFC 8428, 4.5.3). */
const RELATIVE = 2 ** 28;
const VALUES = ['v', 'vs', 'vb', 'vd'] as const;
const VERSION = 10;

/** SenML (RFC 8428) as JSON: a pack of records that are resolved one after the other. */
export function senmlJson(bytes: Uint8Array, receivedAt: number): Decoded {
  const parts = new Parts(), body = readJson(bytes, parts);
  if (body !== undefined) pack(parts, body, receivedAt);
  return parts;
}

/** SenML (RFC 8428) as CBOR. */
export function senmlCbor(bytes: Uint8Array, receivedAt: number): Decoded {
  const parts = new Parts();
  let body: unknown;
  try {
    body = decode(bytes, { useMaps: true, tags: TAGS });
  } catch (error) {
    parts.refuse('not-cbor', '', readingDetail('not-cbor', { why: error instanceof Error ? error.message : '' }), bytes);
    return parts;
  }
  if (!Array.isArray(body)) parts.refuse('shape', '', 'no-records', bytes);
  else pack(parts, body.map((one: unknown) => (one instanceof Map ? Object.fromEntries([...one].map(([label, value]) => [named(label), plain(value)])) : one)), receivedAt);
  return parts;
}

const named = (label: unknown): string => { const name = words(label); return Object.hasOwn(LABELS, name) ? LABELS[name] ?? name : name; };
const plain = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

/** What earlier records of a pack say for the later ones. */
interface Base { bn: string; bt: number; bu: unknown; bv: number; bs: number | null }

function pack(parts: Parts, body: unknown, now: number): void {
  if (!Array.isArray(body)) return parts.refuse('shape', '', 'no-records', body);
  const base: Base = { bn: '', bt: 0, bu: undefined, bv: 0, bs: null };
  body.forEach((one: unknown, i) => record(parts, base, one, step(i), now));
}

function record(parts: Parts, base: Base, said: unknown, part: string, now: number): void {
  if (!isFields(said)) return parts.refuse('shape', part, 'no-record', said);
  const wrong = rebase(base, said);
  if (wrong !== null) return parts.refuse('shape', part, wrong, said);
  // RFC 8428, 4.4: a label that ends in _ must be understood.
  const must = Object.keys(said).find((label) => label.endsWith('_') && !KNOWN.has(label));
  if (must !== undefined) return parts.refuse('unsupported', part, readingDetail('must-understand', { label: must }), said);
  const given = VALUES.filter((label) => said[label] !== undefined), sum = said['s'] !== undefined;
  if (given.length === 0 && !sum) return void (isBase(said) || parts.refuse('shape', part, 'no-value', said));
  if (given.length > 1) return parts.refuse('shape', part, readingDetail('several-values', { labels: given.join(', ') }), said);
  const name = base.bn + (typeof said['n'] === 'string' ? said['n'] : ''), [device, metric] = split(base.bn, said['n']);
  // 4.5.1: letters, digits and - : . / _, beginning with a letter or digit.
  if (!/^[A-Za-z0-9][-A-Za-z0-9:./_]*$/.test(name)) return parts.refuse('shape', part, 'no-senml-name', said);
  const at = momentOf(base, said['t'], now), unit = said['u'] ?? base.bu, raw = { ...raws(base, name), ...said, n: name };
  const [label] = given;
  if (label === 'v') parts.take(part, { device, metric, at, unit, value: added(said['v'], base.bv) }, raw);
  else if (label === 'vb') parts.take(part, { device, metric, at, value: typeof said['vb'] === 'boolean' ? said['vb'] : null }, raw);
  else if (label !== undefined) parts.refuse('value', part, label === 'vs' ? 'text-value' : 'data-value', raw);
  if (sum) parts.take(part, { device, metric: `${metric}.sum`, at, unit, value: added(said['s'], base.bs ?? 0) }, raw);
}

/** Only base fields: it speaks for those that follow. */
const isBase = (said: Fields): boolean => ['bn', 'bt', 'bu', 'bv', 'bs', 'bver'].some((label) => said[label] !== undefined) && said['n'] === undefined;

/** Takes the record's base fields over; answers what is wrong with them, else null. */
function rebase(base: Base, said: Fields): ReadingDetail | null {
  const { bn, bt, bu, bv, bs, bver } = said;
  if (bver !== undefined && !(Number.isInteger(bver) && (bver as number) <= VERSION && (bver as number) > 0)) return readingDetail('base-version', { said: words(bver), known: VERSION });
  for (const [label, value] of Object.entries({ bt, bv, bs })) if (value !== undefined && (typeof value !== 'number' || !Number.isFinite(value))) return readingDetail('base-number', { label });
  if (bn !== undefined && typeof bn !== 'string') return readingDetail('base-text', { label: 'bn' });
  if (typeof bn === 'string') base.bn = bn;
  if (typeof bt === 'number') base.bt = bt;
  if (bu !== undefined) base.bu = bu;
  if (typeof bv === 'number') base.bv = bv;
  if (typeof bs === 'number') base.bs = bs;
  return null;
}

const raws = (base: Base, name: string): Fields => ({ bn: '', ...(base.bt !== 0 && { bt: base.bt }), ...(base.bu !== undefined && { bu: base.bu }), ...(base.bv !== 0 && { bv: base.bv }), n: name });
const added = (value: unknown, base: number): number | null => { const number = typeof value === 'number' ? numberOf(value) : null; return number === null ? null : number + base; };

/** Epoch milliseconds; undefined where neither record nor pack says a time, null where it cannot be. */
function momentOf(base: Base, t: unknown, now: number): number | null | undefined {
  if (t !== undefined && (typeof t !== 'number' || !Number.isFinite(t))) return null;
  const seconds = base.bt + (t ?? 0);
  if (t === undefined && base.bt === 0) return undefined;
  return epoch(seconds < RELATIVE ? now + seconds * 1000 : seconds * 1000);
}

/** A base name is the device and the name its metric; without one the last `:` or `/` parts them, and a name in one piece is a metric of the sender itself. */
function split(bn: string, n: unknown): readonly [device: string, metric: string] {
  const device = bn.replace(/[-:./_]+$/, ''), name = nameOf(n);
  if (device !== '') return [device, name ?? 'value'];
  const text = (name ?? '').replace(/[-:./_]+$/, ''), at = Math.max(text.lastIndexOf(':'), text.lastIndexOf('/'));
  return at <= 0 ? [ME, text] : [text.slice(0, at), text.slice(at + 1)];
}
