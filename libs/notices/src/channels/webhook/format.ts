import type { Message } from '../../message.js';
import type { Limit } from '../../policy/bucket.js';
import type { Sending } from '../channel.js';
import type { Answer, Posting } from './post.js';

/** Where and with which secrets; `formerSecret` for a day after a change. */
export interface Target { readonly url: string; readonly secret: string | null; readonly formerSecret: string | null; /** Where we are, for receivers that want to know. */ readonly source: string }

/** How one kind of receiver wants to be told and what its answers mean. */
export interface Format {
  readonly limits: readonly Limit[];
  /** @param at milliseconds of the real time, which signatures are checked against */
  posting(target: Target, message: Message, at: number): Posting;
  read(answer: Answer): Sending;
}

export const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' } as const;
const MINUTE = 60_000;

/** What an HTTP status says. */
export function byStatus({ status, body, retryAfter }: Answer): Sending {
  if (status >= 200 && status < 300) return { ok: true };
  const reason = `HTTP ${status}${body === '' ? '' : `: ${body.slice(0, 200)}`}`;
  if (status === 410) return { ok: false, fault: 'gone', reason: 'HTTP 410: the receiver wants no more' };
  if (status === 429 || status === 503) return { ok: false, fault: 'line', reason, wait: waitOf(retryAfter) };
  if (status >= 300 && status < 400) return { ok: false, fault: 'line', reason: `HTTP ${status}: redirects are not followed` };
  return { ok: false, fault: [400, 413, 415, 422].includes(status) ? 'message' : 'line', reason };
}

/** Robots say what went wrong in the body, mostly under HTTP 200. `slow`: codes for "too fast", and how long to be quiet then; `ours`: codes that mean this message only. */
export const robot = ({ code, text, slow, pause = MINUTE, ours }: { readonly code: readonly string[]; readonly text: readonly string[]; readonly slow: readonly number[]; readonly pause?: number; readonly ours: readonly number[] }) => (answer: Answer): Sending => {
  const said = objectOf(answer.body), found = code.map((key) => said?.[key]).find((value) => typeof value === 'number');
  if (said === null || found === undefined) return answer.status >= 200 && answer.status < 300 ? { ok: false, fault: 'line', reason: `not the answer of a robot: ${answer.body.slice(0, 200)}` } : byStatus(answer);
  if (found === 0) return byStatus(answer);
  const words = text.map((key) => said[key]).find((value) => typeof value === 'string') ?? '', reason = `code ${String(found)}: ${String(words).slice(0, 200)}`;
  if (slow.includes(found as number) || answer.status === 429) return { ok: false, fault: 'line', reason, wait: Math.max(pause, waitOf(answer.retryAfter)) };
  return { ok: false, fault: ours.includes(found as number) ? 'message' : 'line', reason };
};

const waitOf = (retryAfter: string | null): number => (retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Math.min(Number(retryAfter) * 1000, 24 * 60 * MINUTE) : 0);

function objectOf(body: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
