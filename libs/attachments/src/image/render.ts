import { decoding, MAX_PIXELS, sharp } from './codec.js';

/** The sizes served: `thumb` and `screen` fit into a square of 320 and 1280 pixels as WebP, `full` is a JPEG in the photo's own size. */
export const SIZES = ['thumb', 'screen', 'full'] as const;
export type Size = (typeof SIZES)[number];

export interface Rendered {
  readonly bytes: Buffer;
  readonly type: string;
}

const EDGE: Readonly<Record<Exclude<Size, 'full'>, number>> = { thumb: 320, screen: 1280 };

/**
 * Decodes and encodes anew: upright, in sRGB, without metadata and without whatever was hidden behind the picture. `pixels`: how many it has.
 * A function for the bytes is asked only when it is this photo's turn, so that those waiting hold nothing in memory.
 * `failOn: 'error'` refuses damaged files; for a photo that was accepted once, `none` serves what there is.
 */
export function render(photo: Buffer | (() => Promise<Buffer>), pixels: number, size: Size, failOn: 'error' | 'none' = 'none'): Promise<Rendered> {
  return decoding.with(pixels, async () => {
    const upright = sharp(typeof photo === 'function' ? await photo() : photo, { limitInputPixels: MAX_PIXELS, failOn, sequentialRead: true }).autoOrient();
    // Without optimised Huffman tables the encoder needs no second pass, and so not the whole photo in memory.
    if (size === 'full') return { bytes: await upright.flatten({ background: '#ffffff' }).jpeg({ quality: 86, optimiseCoding: false }).toBuffer(), type: 'image/jpeg' };
    return { bytes: await upright.resize(EDGE[size], EDGE[size], { fit: 'inside', withoutEnlargement: true }).webp({ quality: size === 'thumb' ? 72 : 80 }).toBuffer(), type: 'image/webp' };
  });
}
