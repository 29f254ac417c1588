import type { Problem } from '#contract';
import { at } from './base.js';
import { lang } from '../i18n/lang.js';
import { CalledOff, ProblemError, Unreachable } from './failure.js';
import type { AnswerOf, CallOf, RouteKey } from './routes.js';

interface Extra {
  /** The same key sent again gets the first answer and does nothing twice. */
  readonly idempotencyKey?: string;
  /** Guards against a case that has moved on meanwhile. */
  readonly version?: number;
  readonly signal?: AbortSignal | undefined;
  /** Answer `not-signed-in` to the caller instead of asking for the password over the page. */
  readonly quiet?: boolean;
  readonly timeout?: number;
  /** A solved puzzle, where no sign-in stands before a door. */
  readonly proof?: string;
}

/** Asks the person to sign in again over the page; true when the request may be tried once more. */
let renew: () => Promise<boolean> = () => Promise.resolve(false);
export const onSessionEnd = (ask: () => Promise<boolean>): void => { renew = ask; };

const TIMEOUT = 20_000;
/** Answers that are the same for everybody and may rest in the browser's cache; all others depend on who asks. */
const SHARED: ReadonlySet<RouteKey> = new Set<RouteKey>(['GET /api/reference', 'GET /api/cells', 'GET /api/public/map', 'GET /api/public/cells']);

/**
 * One request, typed by its route. Answers the body, or throws ProblemError (the server said no),
 * Unreachable (no answer), CalledOff (the caller or the person gave up).
 */
export async function call<K extends RouteKey>(route: K, options: CallOf<K> & Extra): Promise<AnswerOf<K>> {
  try {
    return await once(route, options);
  } catch (error) {
    if (!(error instanceof ProblemError) || !error.is('not-signed-in') || options.quiet) throw error;
    if (!(await renew())) throw new CalledOff();
    return once(route, options);
  }
}

async function once<K extends RouteKey>(route: K, { path, query, body, idempotencyKey, version, signal, proof, timeout = TIMEOUT }: CallOf<K> & Extra): Promise<AnswerOf<K>> {
  const [method, template] = route.split(' ') as [string, string];
  const url = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent((path as Record<string, string> | undefined)?.[name] ?? '')) + search(query);
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': lang.value, 'X-Request-Id': newKey() };
  if (idempotencyKey !== undefined) headers['Idempotency-Key'] = idempotencyKey;
  if (version !== undefined) headers['If-Match'] = `"v${version}"`;
  if (proof !== undefined) headers['Grid-Proof'] = proof;
  const raw = body instanceof FormData || body instanceof Blob;
  if (body instanceof Blob) headers['Content-Type'] = body.type === 'application/geo+json' ? body.type : 'application/octet-stream';
  else if (body !== undefined && !raw) headers['Content-Type'] = 'application/json';

  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout);
  const cancel = (): void => stop.abort();
  signal?.addEventListener('abort', cancel);
  let response: Response;
  let text: string;
  try {
    response = await fetch(at(url), { method, cache: SHARED.has(route) ? 'default' : 'no-store', headers, credentials: 'same-origin', signal: stop.signal, ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }) });
    text = await response.text();
  } catch (cause) {
    throw signal?.aborted ? new CalledOff() : new Unreachable(cause);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
  if (response.ok) return (text === '' ? null : JSON.parse(text)) as AnswerOf<K>;
  throw new ProblemError(problemIn(response, text), response.headers.get('X-Request-Id') ?? headers['X-Request-Id'] ?? null);
}

/** A problem document, also when a proxy answered in its own way. */
export function problemIn(response: Response, text: string): Problem {
  try {
    const body = JSON.parse(text) as Problem;
    if (typeof body.code === 'string') return body;
  } catch { /* not ours */ }
  const retryAfter = Number(response.headers.get('Retry-After'));
  const code = response.status === 401 ? 'not-signed-in' : response.status === 404 ? 'not-found' : response.status === 429 ? 'too-many-attempts' : response.status >= 500 ? 'unavailable' : 'internal';
  return { type: 'about:blank', title: response.statusText, status: response.status, code, ...(retryAfter > 0 && { retryAfter }) };
}

function search(query: object | undefined): string {
  const out = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue;
    out.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const text = out.toString();
  return text === '' ? '' : `?${text}`;
}

/** A fresh key for one form or one request. `randomUUID` is missing on plain HTTP in a county LAN. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
}
