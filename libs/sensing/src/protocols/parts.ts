import { readingDetail, type PlainDetailCode, type ReadingDetail } from '#contract';
import type { Quality } from '#domain';
import type { Decoded, Reason, Refused, Sample } from './sample.js';
import { keyOf, words } from './words.js';

/** A sample as a decoder finds it: what is not said is unknown, and the value is whatever stood there. */
export interface Found extends Partial<Omit<Sample, 'device' | 'metric' | 'value' | 'at' | 'unit' | 'position' | 'picture'>> {
  readonly device: unknown;
  readonly metric: unknown;
  readonly value: unknown;
  /** Undefined: the sender gave no time. Null: it gave one that cannot be. */
  readonly at: number | null | undefined;
  readonly unit?: unknown;
  readonly quality?: Quality;
  readonly position?: Sample['position'] | null;
  readonly picture?: Sample['picture'] | null;
}

/** A name longer than this, or with control characters, is none. */
const LONGEST_NAME = 200, LONGEST_TEXT = 2_000, LONGEST_RAW = 64 * 1024;
const CONTROL = /[\u0000-\u001f\u007f]/;
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,4})?$/i;

/** A finite number as senders write it: 12.5, "12.5", true. Null: something else. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  const number = typeof value === 'number' ? value : typeof value === 'string' && value.length < 64 && NUMBER.test(value.trim()) ? Number(value.trim()) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

/** A name as it is: text of at most 200 characters, or a whole number. Null: something else. */
export function nameOf(value: unknown): string | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value !== 'string') return null;
  const name = value.trim();
  return name === '' || name.length > LONGEST_NAME || CONTROL.test(name) ? null : name;
}

/** What a decoder gathers of one frame: each part becomes a sample or a refusal, none goes missing. */
export class Parts implements Decoded {
  readonly samples: Sample[] = [];
  readonly refused: Refused[] = [];

  refuse(reason: Reason, part: string, detail: PlainDetailCode | ReadingDetail, raw: unknown): void {
    this.refused.push({ reason, part: part.slice(0, 500), detail: typeof detail === 'string' ? readingDetail(detail) : detail, raw: rawOf(raw) });
  }

  /** Checks what every sample needs; a fault refuses this part only. `raw`: the part as it came. */
  take(part: string, { device, metric, value, at, unit, quality, key, code, position, picture, box, text }: Found, raw: unknown): void {
    const name = nameOf(device), measured = nameOf(metric), number = numberOf(value), of = unit === undefined || unit === null || unit === '' ? null : nameOf(unit), event = code === undefined ? undefined : nameOf(code);
    if (name === null) return this.refuse('shape', part, 'no-device', raw);
    if (measured === null) return this.refuse('shape', part, 'no-metric', raw);
    if (number === null) return this.refuse('value', part, 'no-number', raw);
    if (at === null) return this.refuse('time', part, 'no-time', raw);
    if (of === null && unit !== undefined && unit !== null && unit !== '') return this.refuse('unit', part, 'no-unit', raw);
    if (event === null) return this.refuse('shape', part, 'no-code', raw);
    this.samples.push({
      device: name, metric: measured, at: at ?? null, value: number, unit: of, quality: quality ?? (at === undefined ? 'uncertain' : 'good'), key: key === undefined || key === null ? null : keyOf(key),
      ...(event !== undefined && { code: event }), ...(position && { position }), ...(box && { box }), ...(picture && { picture }), ...(text !== undefined && text !== '' && { text: text.slice(0, LONGEST_TEXT) }),
    });
  }
}

/** A position in degrees, or null where it is none. */
export function positionOf(lon: unknown, lat: unknown, crs: 'wgs84' | 'gcj02' = 'wgs84'): NonNullable<Sample['position']> | null {
  const x = numberOf(lon), y = numberOf(lat);
  return x === null || y === null || Math.abs(x) > 180 || Math.abs(y) > 90 || (x === 0 && y === 0) ? null : { lon: x, lat: y, crs };
}

function rawOf(raw: unknown): Uint8Array | string {
  if (raw instanceof Uint8Array) return raw.subarray(0, LONGEST_RAW);
  return words(raw, LONGEST_RAW);
}
