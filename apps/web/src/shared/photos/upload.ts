import { reactive } from 'vue';
import { at } from '../api/base.js';
import { call } from '../api/call.js';
import { ProblemError } from '../api/failure.js';
import { shrink } from './shrink.js';

/** A picture on its way: it travels as soon as it is chosen, and the form refers to it by its hash. */
export interface Picture {
  readonly key: number;
  readonly name: string;
  /** What this page shows before the server has it. */
  readonly preview: string;
  state: 'preparing' | 'sending' | 'sent' | 'failed';
  hash: string | null;
  /** Why it was refused; null when nobody answered and it can be tried again. */
  refusal: ProblemError | null;
  blob: Blob | null;
}
let next = 1;

/** Takes a chosen file, makes it light, sends it. The answer changes in place. */
export function accept(file: File): Picture {
  const picture = reactive<Picture>({ key: next++, name: file.name, preview: URL.createObjectURL(file), state: 'preparing', hash: null, refusal: null, blob: null });
  void shrink(file).then((blob) => { picture.blob = blob; return send(picture); });
  return picture;
}

/** Sends, or sends again: the same bytes get the same hash. */
export async function send(picture: Picture): Promise<void> {
  if (!picture.blob) return;
  picture.state = 'sending';
  picture.refusal = null;
  const form = new FormData();
  form.append('photo', picture.blob, picture.name || 'photo.jpg');
  try {
    const [stored] = await call('POST /api/photos', { body: form, timeout: 90_000 });
    picture.hash = stored?.hash ?? null;
    picture.state = picture.hash === null ? 'failed' : 'sent';
  } catch (error) {
    picture.refusal = error instanceof ProblemError && error.problem.status < 500 ? error : null;
    picture.state = 'failed';
  }
}

export const photoUrl = (hash: string, size: 'thumb' | 'screen' | 'full'): string => at(`api/photos/${hash}?size=${size}`);
