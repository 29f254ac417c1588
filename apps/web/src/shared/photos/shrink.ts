const LONG_EDGE = 1600;
const QUALITY = 0.72;
/** Below this a picture travels as it is, with the place and time that its camera wrote into it. */
const LIGHT_ENOUGH = 900_000;
/** What the server takes as it is; anything else is re-encoded even when it is light. */
const PLAIN = new Set(['image/jpeg', 'image/png', 'image/webp']);

export interface Shrunk { readonly blob: Blob; readonly width: number; readonly height: number }

/** The picture as it is sent: light pictures untouched, heavy ones turned upright, scaled to 1600 and re-encoded. Null: this device cannot decode it. */
export async function scaled(file: Blob, lightEnough = LIGHT_ENOUGH): Promise<Shrunk | null> {
  let bitmap: ImageBitmap;
  try { bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }); } catch { return null; }
  try {
    const { width, height } = bitmap, scale = Math.min(1, LONG_EDGE / Math.max(width, height));
    if (file.size <= lightEnough && PLAIN.has(file.type)) return { blob: file, width, height };
    const small = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
    const blob = await encoded(bitmap, small.width, small.height);
    if (blob === null) return null;
    return blob.size < file.size || !PLAIN.has(file.type) ? { blob, ...small } : { blob: file, width, height };
  } finally { bitmap.close(); }
}

async function encoded(bitmap: ImageBitmap, width: number, height: number): Promise<Blob | null> {
  if (typeof OffscreenCanvas !== 'undefined') {
    const canvas = new OffscreenCanvas(width, height), context = canvas.getContext('2d');
    if (context) { context.drawImage(bitmap, 0, 0, width, height); return canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY }).catch(() => null); }
  }
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
}

/** As `scaled`, for whoever is online: what cannot be decoded here is left to the server to judge. */
export async function shrink(file: File): Promise<Blob> {
  if (file.size <= LIGHT_ENOUGH) return file;
  return (await scaled(file))?.blob ?? file;
}
