/** Local times of Chinese protocols have no zone: Beijing time (HJ 212-2017 6.3, GB/T 28181). */
export const BEIJING = 8 * 3_600_000;
/** Later instants are no measurement: 2100-01-01. */
const LAST = 4_102_444_800_000;

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?$/i;
const COMPACT = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})?$/;

/** Epoch milliseconds, or null: not a number of them, before 1970, or after 2100. */
export const epoch = (value: unknown): number | null => (typeof value === 'number' && value >= 0 && value <= LAST ? Math.round(value) : null);

/**
 * An ISO 8601 instant as epoch milliseconds; of an interval its end. Null: not one, or a day that the calendar does not have.
 * `offset`: of a time without a zone, in milliseconds east of Greenwich; left out, such a time is no instant.
 */
export function isoMoment(text: unknown, offset?: number): number | null {
  if (typeof text !== 'string' || text.length > 80) return null;
  const found = ISO.exec(text.slice(text.lastIndexOf('/') + 1).trim());
  if (found === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = found;
  const east = zone === undefined ? offset : zone.toUpperCase() === 'Z' ? 0 : Number(`${zone[0]}1`) * (Number(zone.slice(1, 3)) * 60 + Number(zone.replace(':', '').slice(3) || 0)) * 60_000;
  return east === undefined ? null : instant([year, month, day, hour, minute, second].map(Number), Number(fraction.padEnd(3, '0').slice(0, 3)), east);
}

/** `YYYYMMDDhhmmss`, with milliseconds or without, in Beijing time. Null: not one. */
export function compactMoment(text: string): number | null {
  const found = COMPACT.exec(text);
  return found === null ? null : instant(found.slice(1, 7).map(Number), Number(found[7] ?? 0), BEIJING);
}

function instant([year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: readonly number[], milliseconds: number, east: number): number | null {
  const local = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds), back = new Date(local);
  const same = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && back.getUTCHours() === hour && back.getUTCMinutes() === minute && back.getUTCSeconds() === second;
  return same ? epoch(local - east) : null;
}
