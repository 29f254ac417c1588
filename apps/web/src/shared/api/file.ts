import { at } from './base.js';
import { problemIn } from './call.js';
import { ProblemError, Unreachable } from './failure.js';
import { lang } from '../i18n/lang.js';

/** Fetches a file and hands it to the person under the name that the server gives it. @throws ProblemError, Unreachable as every call */
export async function takeFile(path: string): Promise<void> {
  let response: Response, bytes: Blob;
  try {
    response = await fetch(at(path), { cache: 'no-store', credentials: 'same-origin', headers: { 'Accept-Language': lang.value } });
    bytes = await response.blob();
  } catch (cause) { throw new Unreachable(cause); }
  if (!response.ok) throw new ProblemError(problemIn(response, await bytes.text()), response.headers.get('X-Request-Id'));
  const link = document.createElement('a'), url = URL.createObjectURL(bytes);
  link.href = url;
  link.download = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? '';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
