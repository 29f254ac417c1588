import type { Compiled } from './compiled.js';
import type { Memory } from './memory.js';
import { LEVEL, ruleOf } from './records.js';
import { Samples } from './window.js';

const MAGIC = 0x47_54_52_31, HEADER = 24;

/** Header (magic, two words of the arrangement's fingerprint, the number of sections), then each section as its length in doubles and its content. */
export function pack(compiled: Compiled, memory: Memory, counted: Float64Array): Uint8Array {
  const sections = [...dense(memory, counted), ...sparse(memory)];
  const bytes = new Uint8Array(HEADER + sections.reduce((sum, s) => sum + 8 + padded(s.byteLength), 0)), view = new DataView(bytes.buffer);
  [MAGIC, ...fingerprint(compiled), sections.length].forEach((word, i) => { view.setUint32(i * 4, word, true); });
  view.setFloat64(16, memory.due, true);
  let at = HEADER;
  for (const s of sections) {
    view.setFloat64(at, s.byteLength, true);
    bytes.set(new Uint8Array(s.buffer, s.byteOffset, s.byteLength), at + 8);
    at += 8 + padded(s.byteLength);
  }
  return bytes;
}

/** Fills a new memory. @throws RangeError when the bytes are another arrangement's, or are broken */
export function unpack(bytes: Uint8Array, compiled: Compiled, memory: Memory, counted: Float64Array): void {
  const copy = bytes.slice(), view = new DataView(copy.buffer);
  if (copy.length < HEADER || view.getUint32(0, true) !== MAGIC) throw new RangeError('not a snapshot of an engine');
  const [first, second] = fingerprint(compiled);
  if (view.getUint32(4, true) !== first || view.getUint32(8, true) !== second) throw new RangeError('a snapshot of other rules or other series');
  memory.due = view.getFloat64(16, true);
  const sections: Uint8Array[] = [];
  for (let at = HEADER, left = view.getUint32(12, true); left > 0; left--) {
    const length = at + 8 <= copy.length ? view.getFloat64(at, true) : Infinity;
    if (at + 8 + length > copy.length) throw new RangeError('a snapshot that is cut off');
    sections.push(copy.subarray(at + 8, at + 8 + length));
    at += 8 + padded(length);
  }
  const parts = dense(memory, counted);
  for (const [i, part] of parts.entries()) {
    const section = sections[i];
    if (section?.length !== part.byteLength) throw new RangeError('a snapshot of another layout');
    new Uint8Array(part.buffer, part.byteOffset, part.byteLength).set(section);
  }
  const [alarms, samples, waiting, clamped] = sections.slice(parts.length).map((s) => new Float64Array(s.buffer, s.byteOffset, s.byteLength / 8)) as [Float64Array, Float64Array, Float64Array, Float64Array];
  readAlarms(alarms, memory);
  readSamples(samples, memory, compiled);
  for (let i = 0; i < waiting.length; i += 5) memory.waiting.set(waiting[i] as number, { series: waiting[i + 1] as number, at: waiting[i + 2] as number, value: waiting[i + 3] as number, heard: waiting[i + 4] as number });
  for (let i = 0; i < clamped.length; i += 2) memory.clamped.set(clamped[i] as number, clamped[i + 1] as number);
}

const padded = (n: number): number => Math.ceil(n / 8) * 8;
const dense = (m: Memory, counted: Float64Array): (Float64Array | Uint8Array)[] => [m.series, m.tracts, m.slots, m.levels, counted];
const sorted = <T>(map: ReadonlyMap<number, T>): [number, T][] => [...map].sort(([a], [b]) => a - b);

function sparse(m: Memory): Float64Array[] {
  return [
    sorted(m.alarms).flatMap(([key, a]) => [key, a.openings, a.since, a.clearedAt, a.shown, Number(a.stale), Number(a.flapping), a.lag, a.toggles.length, ...a.toggles]),
    sorted(m.samples).flatMap(([slot, s]) => [slot, s.count, ...s.at.subarray(s.first, s.first + s.count), ...s.value.subarray(s.first, s.first + s.count)]),
    sorted(m.waiting).flatMap(([tract, w]) => [tract, w.series, w.at, w.value, w.heard]),
    sorted(m.clamped).flat(),
  ].map((numbers) => Float64Array.from(numbers));
}

function readAlarms(numbers: Float64Array, memory: Memory): void {
  for (let i = 0; i < numbers.length;) {
    const [key, openings, since, clearedAt, shown, stale, flapping, lag, toggles] = numbers.subarray(i, i + 9) as unknown as [number, number, number, number, number, number, number, number, number];
    memory.alarms.set(key, { openings, since, clearedAt, shown, stale: stale === 1, flapping: flapping === 1, lag, toggles: [...numbers.subarray(i + 9, i + 9 + toggles)] });
    i += 9 + toggles;
  }
}

function readSamples(numbers: Float64Array, memory: Memory, compiled: Compiled): void {
  for (let i = 0; i < numbers.length;) {
    const slot = numbers[i] as number, count = numbers[i + 1] as number, samples = new Samples(compiled.rules[ruleOf(memory.slotWords[slot * 2 + LEVEL] as number)]?.window?.size ?? 0);
    samples.fill(numbers.slice(i + 2, i + 2 + count), numbers.slice(i + 2 + count, i + 2 + 2 * count));
    memory.samples.set(slot, samples);
    i += 2 + 2 * count;
  }
}

const prints = new WeakMap<Compiled, readonly [number, number]>();

/** Two hashes (FNV-1a) over everything that the tables were made of, whatever the order of an object's fields. */
function fingerprint(compiled: Compiled): readonly [number, number] {
  let print = prints.get(compiled);
  if (print !== undefined) return print;
  let a = 0x811c9dc5, b = 0x1b873593;
  const take = (text: string): void => {
    for (let i = 0; i < text.length; i++) {
      a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
      b = Math.imul(b ^ text.charCodeAt(i), 0x01000193) ^ (b >>> 15);
    }
  };
  for (const rule of compiled.arrangement.rules) take(canonical(rule));
  for (const s of compiled.arrangement.series) take(`${s.series} ${s.device} ${s.kind} ${s.metric} ${s.asset} ${s.cell} ${canonical(s.attributes)} ${s.codes.join()}`);
  prints.set(compiled, print = [a >>> 0, b >>> 0]);
  return print;
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  return `{${Object.entries(value).filter(([, v]) => v !== undefined).sort(([x], [y]) => (x < y ? -1 : 1)).map(([k, v]) => `${k}:${canonical(v)}`).join()}}`;
}
