import { lookup } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { mayCall } from './addresses.js';

export interface Posting { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string }
/** `body`: at most 64 KB of it. */
export interface Answer { readonly status: number; readonly body: string; readonly retryAfter: string | null }

const MOST = 64 * 1024;
const TIMEOUT_MS = 10_000;

/**
 * Posts to an address that somebody typed in. Only http and https; the address is judged where the connection is made, after the name was resolved, so a name that points inside is refused too.
 * Redirects are not followed, proxies of the environment not used; it takes at most ten seconds. @throws Error when there was no answer, with a reason for people
 */
export function post({ url, headers, body }: Omit<Posting, 'body'> & { readonly body: string | Buffer }, inside: boolean): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const target = new URL(url), literal = target.hostname.replace(/^\[|\]$/g, '');
    if (target.protocol !== 'http:' && target.protocol !== 'https:') throw new Error('only http and https are called');
    if (isIP(literal) !== 0 && !mayCall(literal, inside)) throw refused(literal);
    const payload = typeof body === 'string' ? Buffer.from(body) : body, failed = (error: Error): void => reject(error.name === 'AbortError' || error.name === 'TimeoutError' ? new Error('no answer within ten seconds') : error);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const request = (target.protocol === 'https:' ? https : http).request(target, {
      method: 'POST', agent: false, signal, lookup: guarded(inside), headers: { ...headers, 'content-length': String(payload.length), 'user-agent': 'grid-dispatch', accept: 'application/json, */*;q=0.1' },
    });
    request.on('error', failed);
    request.on('response', (response) => {
      const pieces: Buffer[] = [];
      let size = 0;
      const done = (): void => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces).subarray(0, MOST).toString('utf8'), retryAfter: response.headers['retry-after'] ?? null });
      response.on('data', (piece: Buffer) => {
        pieces.push(piece);
        size += piece.length;
        if (size >= MOST) { done(); request.destroy(); }
      });
      response.on('end', done);
      response.on('error', failed);
    });
    request.end(payload);
  });
}

const refused = (address: string): Error => new Error(`${address} is not a public address (GRID_WEBHOOK_PRIVATE)`);

/** Resolves a name, and refuses it when any of its addresses may not be called. */
const guarded = (inside: boolean): LookupFunction => (hostname, options, answer) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error) return answer(error, '', 0);
    const bad = found.find(({ address }) => !mayCall(address, inside)), [first] = found;
    if (bad || !first) return answer(bad ? refused(bad.address) : new Error(`${hostname} has no address`), '', 0);
    return options.all === true ? answer(null, found) : answer(null, first.address, first.family);
  });
};
