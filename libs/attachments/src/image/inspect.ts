import type { Millis } from '#domain';
import { readCamera, type Camera } from './camera.js';
import { MAX_BYTES, MAX_PIXELS, sharp } from './codec.js';
import { kindOf, MEDIA_TYPE } from './kind.js';
import { render, type Rendered } from './render.js';

/** A photo whose every byte has been read once; its first rendition falls out of that reading. */
export interface Sound extends Camera {
  readonly ok: true;
  readonly type: string;
  /** Upright. */
  readonly width: number;
  readonly height: number;
  readonly thumb: Rendered;
}
export interface Unsound {
  readonly ok: false;
  readonly code: 'not-an-image' | 'too-large';
  /** One English sentence for the problem document. */
  readonly message: string;
}

/**
 * Looks at the real content: kind by the first bytes, size by the header before anything is decoded, then one whole decode,
 * in which a truncated or damaged file fails. `offset` is the county's local time minus UTC, for cameras that give none.
 */
export async function inspect(bytes: Buffer, offset: Millis): Promise<Sound | Unsound> {
  if (bytes.length === 0) return refuse('not-an-image', 'the file is empty');
  if (bytes.length > MAX_BYTES) return refuse('too-large', `the file is larger than ${MAX_BYTES / 1024 / 1024} MB`);
  const kind = kindOf(bytes);
  if (kind === null) return refuse('not-an-image', 'the content is not a JPEG, PNG, WebP or HEIC photo');
  try {
    const header = await sharp(bytes, { limitInputPixels: false, failOn: 'error' }).metadata();
    const pixels = header.width * header.height;
    if (pixels > MAX_PIXELS) return refuse('too-large', `the photo has ${header.width} × ${header.height} pixels; at most ${MAX_PIXELS / 1_000_000} megapixels are taken`);
    const thumb = await render(bytes, pixels, 'thumb', 'error');
    return { ok: true, type: MEDIA_TYPE[kind], width: header.autoOrient.width, height: header.autoOrient.height, thumb, ...(await readCamera(header.exif, offset)) };
  } catch {
    return refuse('not-an-image', kind === 'heic' ? 'this server cannot read the HEIC photo; send it as JPEG' : 'the photo is truncated or damaged');
  }
}

const refuse = (code: Unsound['code'], message: string): Unsound => ({ ok: false, code, message });
