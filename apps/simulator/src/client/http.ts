import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface Ask {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The server could not be reached, or kept saying "later", for longer than the client's patience. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

export interface HttpOptions {
  /** Connections kept open at once. */
  readonly connections?: number;
  /** How long a request is tried again before it counts as failed, in ms. */
  readonly patience?: number;
}

/** Told of each pause that the server asked for. */
export type Paused = (reason: string, ms: number) => void;

const TIMEOUT = 60_000;
const LONGEST_PAUSE = 15_000;

/**
 * One server over kept-alive connections. What the server cannot take now (429, 502, 503, 504, a broken connection,
 * 409 still-running) is sent again unchanged after the pause it asked for; all requests wait together, so that an
 * overloaded server is not asked the same thing by a hundred others meanwhile.
 */
export class Http {
  readonly origin: string;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #request: typeof httpRequest;
  readonly #patience: number;
  #pausedUntil = 0;
  paused: Paused = () => undefined;

  constructor(url: string, options: HttpOptions = {}) {
    const { protocol, origin } = new URL(url);
    const pool = { keepAlive: true, maxSockets: options.connections ?? 48, scheduling: 'fifo' as const };
    this.origin = origin;
    this.#agent = protocol === 'https:' ? new HttpsAgent(pool) : new HttpAgent(pool);
    this.#request = protocol === 'https:' ? httpsRequest : httpRequest;
    this.#patience = options.patience ?? 120_000;
  }

  /** The answer, whatever its status, once the server has really answered. Throws Unreachable. */
  async send(ask: Ask): Promise<Reply> {
    const until = Date.now() + this.#patience;
    for (let attempt = 1; ; attempt++) {
      const wait = this.#pausedUntil - Date.now();
      if (wait > 0) await sleep(wait * (1 + Math.random() * 0.2));
      const answer = await this.#once(ask).catch((error: unknown) => describe(error));
      const reason = typeof answer === 'string' ? answer : later(answer);
      if (reason === null) return answer as Reply;
      if (Date.now() > until) throw new Unreachable(`${ask.method} ${ask.path}: ${reason}, tried ${attempt} times`);
      const pause = Math.min(LONGEST_PAUSE, (typeof answer === 'string' ? null : retryAfter(answer)) ?? 50 * 2 ** Math.min(attempt, 7)) * (0.8 + Math.random() * 0.4);
      if (reason === 'still-running') { await sleep(pause); continue; }
      this.#pausedUntil = Math.max(this.#pausedUntil, Date.now() + pause);
      this.paused(reason, pause);
    }
  }

  close(): void { this.#agent.destroy(); }

  #once(ask: Ask): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const headers: Record<string, string | number> = { accept: 'application/json', ...ask.headers };
      if (ask.body !== undefined) headers['content-length'] = Buffer.byteLength(ask.body);
      const sent = this.#request(this.origin + ask.path, { method: ask.method, agent: this.#agent, headers, timeout: TIMEOUT }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
        response.on('error', reject);
      });
      sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT / 1000} s`)));
      sent.on('error', reject);
      sent.end(ask.body);
    });
  }
}

/** Why the same request may be answered differently in a moment; null when this is the answer. */
function later(reply: Reply): string | null {
  if ([429, 502, 503, 504].includes(reply.status)) return `status ${reply.status}`;
  return reply.status === 409 && reply.body.includes('"still-running"') ? 'still-running' : null;
}

function retryAfter(reply: Reply): number | null {
  const seconds = Number(reply.headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null;
}

const describe = (error: unknown): string => (error instanceof Error ? (('code' in error && typeof error.code === 'string' ? error.code : '') || error.message || error.name) : String(error));
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
