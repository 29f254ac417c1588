import { newDraft, type Draft } from '../engine/index.js';
import { here, locate } from './here.js';

/** Pictures taken on one page for a draft that the next page opens. */
let handed: { readonly draft: string; readonly files: readonly File[] } | null = null;
export const handOver = (draft: string, files: readonly File[]): void => { handed = { draft, files }; };
export function takeOver(draft: string): readonly File[] {
  const files = handed?.draft === draft ? handed.files : [];
  handed = null;
  return files;
}

/** Keeps a draft and warms the position: called before the camera opens, because the phone may close the page behind it. */
export function beginReport(seed: Parameters<typeof newDraft>[0] = {}): Promise<Draft> {
  locate();
  const fix = here.value;
  return newDraft({ ...(fix && { place: { lon: fix.lon, lat: fix.lat, accuracy: fix.accuracy, by: 'fix' } }), ...seed });
}
/** Nothing has been said or shown in it yet. */
export const isEmpty = (d: Draft): boolean => d.photos.length === 0 && d.after.length === 0 && d.text.trim() === '' && d.classId === null && d.sameAs === null && d.refusal === null;
