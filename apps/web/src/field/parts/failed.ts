import { EngineFailure, outbox } from '../engine/index.js';
import { t } from '../pages/words.js';

/** What could not be done on this phone, and what to do: one sentence. */
export function failedText(error: unknown): string {
  if (!(error instanceof EngineFailure)) { console.error(error); return t('fail.other'); }
  return error.code === 'storage-full' ? t('fail.storage-full', { n: outbox.value.length }) : t(`fail.${error.code}`);
}
/** `640 KB`, `2.3 MB`. */
export const sizeText = (bytes: number): string => (bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : bytes < 1_000_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(1)} GB`);
