const LONG_EDGE = 1600;
const QUALITY = 0.72;
/** Below this a picture travels as it is, with the place and time that its camera wrote into it. */
const LIGHT_ENOUGH = 900_000;

/** The picture as it is sent: light pictures untouched, heavy ones turned upright, scaled and re-encoded. What cannot be decoded here is left to the server to judge. */
export async function shrink(file: File): Promise<Blob> {
  if (file.size <= LIGHT_ENOUGH) return file;
  let bitmap: ImageBitmap;
  try { bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }); } catch { return file; }
  const scale = Math.min(1, LONG_EDGE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const small = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  return small !== null && small.size < file.size ? small : file;
}
