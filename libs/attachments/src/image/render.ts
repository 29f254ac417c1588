import { MAX_PIXELS, sharp } from './codec.js';

/** The sizes served: `thumb` and `screen` fit into a square of 320 and 1280 pixels as WebP, `full` is a JPEG in the photo's own size. */
export const SIZES = ['thumb', 'screen', 'full'] as const;
export type Size = (typeof SIZES)[number];

export interface Rendered {
  readonly bytes: Buffer;
  readonly type: string;
}

const EDGE: Readonly<Record<Exclude<Size, 'full'>, number>> = { thumb: 320, screen: 1280 };

/**
 * Decodes and encodes anew: upright, in sRGB, without metadata and without whatever was hidden behind the picture.
 * `failOn: 'error'` refuses damaged files; for a photo that was accepted once, `none` serves what there is.
 */
export async function render(bytes: Buffer, size: Size, failOn: 'error' | 'none' = 'none'): Promise<Rendered> {
  const upright = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn, sequentialRead: true }).autoOrient();
  if (size === 'full') return { bytes: await upright.flatten({ background: '#ffffff' }).jpeg({ quality: 86 }).toBuffer(), type: 'image/jpeg' };
  return { bytes: await upright.resize(EDGE[size], EDGE[size], { fit: 'inside', withoutEnlargement: true }).webp({ quality: size === 'thumb' ? 72 : 80 }).toBuffer(), type: 'image/webp' };
}
