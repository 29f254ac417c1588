import { readingDetailText, type TakenView } from '#contract';
import { ProblemError } from '#platform';
import { Busy } from '../../receiver.js';
import type { Refused } from '../../protocols/sample.js';
import type { Taken } from '../inlet.js';

/** Whole frames that are broken in this way are no request that one could understand: 400. Others name what is wrong with their parts: 422. */
const GARBLED: ReadonlySet<string> = new Set(['not-json', 'not-cbor', 'not-xml', 'encoding']);
const MOST = 50;

/** What a frame came to, as the sender is told. @throws ProblemError when nothing of it could be read; it is in quarantine then */
export function viewOf({ decoded: { samples, refused }, received: { answers } }: Taken): TakenView {
  const count = (answer: string): number => answers.filter((one) => one === answer).length;
  const [first] = refused;
  if (samples.length === 0 && first !== undefined) {
    if (GARBLED.has(first.reason)) throw new ProblemError('malformed-json', { title: 'Not readable', detail: `the frame ${readingDetailText(first.detail, 'en')}; it is kept in quarantine` });
    throw new ProblemError('invalid-input', { errors: refused.slice(0, MOST).map(({ part, reason, detail }) => ({ pointer: part.startsWith('/') ? part : '', code: reason, message: readingDetailText(detail, 'en'), zh: readingDetailText(detail, 'zh') })) });
  }
  return { accepted: count('accepted'), duplicates: count('duplicate'), quarantined: count('quarantined'), refused: refused.slice(0, MOST).map(refusedOf) };
}

/** A part that could not be read, as its sender is told. */
export const refusedOf = ({ part, reason, detail }: Pick<Refused, 'part' | 'reason' | 'detail'>): TakenView['refused'][number] => ({ part, reason, detail: readingDetailText(detail, 'en'), code: detail.code });

/** Says Busy as HTTP does: 429 with `Retry-After`, whether everybody has to wait or this sender. */
export async function orBusy<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Busy) throw new ProblemError(error.why === 'limit' ? 'rate-limited' : 'busy', { retryAfter: Math.max(1, error.retryAfterMs / 1000) });
    throw error;
  }
}

/** The body as it came. @throws ProblemError unsupported-media for forms, which are no frames */
export function bytesOf(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array(0);
  if (body instanceof Uint8Array) return body;
  throw new ProblemError('unsupported-media');
}
