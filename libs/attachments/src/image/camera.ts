import exifr from 'exifr';
import type { Instant, Millis, Place } from '#domain';

/** What the camera wrote beside the picture. Only what can be believed: a broken block, an impossible date or a place 0/0 is no answer. */
export interface Camera {
  readonly takenAt: Instant | null;
  readonly place: Place | null;
}

const TAGS = ['DateTimeOriginal', 'OffsetTimeOriginal', 'CreateDate', 'OffsetTimeDigitized', 'GPSLatitude', 'GPSLatitudeRef', 'GPSLongitude', 'GPSLongitudeRef', 'GPSHPositioningError'];
const HEADER = Buffer.from('Exif\0\0', 'latin1');

/**
 * Reads an EXIF block as sharp hands it out. A camera's local time without an offset is taken as `offset` (local minus UTC):
 * the county has one.
 */
export async function readCamera(exif: Buffer | undefined, offset: Millis): Promise<Camera> {
  if (exif === undefined || exif.length < 8) return { takenAt: null, place: null };
  let tags: Record<string, unknown>;
  try {
    const tiff = exif.subarray(0, 6).equals(HEADER) ? exif.subarray(6) : exif;
    tags = ((await exifr.parse(tiff, { reviveValues: false, translateValues: false, pick: TAGS })) ?? {}) as Record<string, unknown>;
  } catch {
    return { takenAt: null, place: null };
  }
  return {
    takenAt: instantOf(tags['DateTimeOriginal'], tags['OffsetTimeOriginal'], offset) ?? instantOf(tags['CreateDate'], tags['OffsetTimeDigitized'], offset),
    place: placeOf(tags['longitude'], tags['latitude'], tags['GPSHPositioningError']),
  };
}

const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

/** `YYYY:MM:DD hh:mm:ss`, the only form EXIF knows; a day that does not exist (`2026:02:30`) is refused. */
function instantOf(date: unknown, zone: unknown, offset: Millis): Instant | null {
  const m = typeof date === 'string' ? /^(\d{4}):(\d\d):(\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(date) : null;
  if (m === null) return null;
  const [year, month, day, hour, minute, second] = m.slice(1).map(Number) as [number, number, number, number, number, number];
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const there = new Date(local);
  if (there.getUTCMonth() !== month - 1 || there.getUTCDate() !== day || hour > 23 || minute > 59 || second > 60) return null;
  const z = typeof zone === 'string' ? /^([+-])(\d\d):(\d\d)/.exec(zone) : null;
  const at = local - (z === null ? offset : (z[1] === '-' ? -1 : 1) * (Number(z[2]) * 60 + Number(z[3])) * 60_000);
  return at >= EARLIEST && at < LATEST ? at : null;
}

function placeOf(lon: unknown, lat: unknown, error: unknown): Place | null {
  if (typeof lon !== 'number' || typeof lat !== 'number' || !Number.isFinite(lon) || !Number.isFinite(lat)) return null;
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90 || (Math.abs(lon) < 0.001 && Math.abs(lat) < 0.001)) return null;
  return { lon, lat, accuracy: typeof error === 'number' && Number.isFinite(error) && error >= 0 && error <= 100_000 ? error : null };
}
