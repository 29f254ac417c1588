import { problemSchema, ROUTES, type Problem, type Receipt, type ReportBody, type ReportReceipt, type RouteName, type SentCommandInput } from '#contract';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';

type RouteOf<N extends RouteName> = (typeof ROUTES)[N];
type Answers<N extends RouteName> = RouteOf<N>['answers'][keyof RouteOf<N>['answers']];
/** What the contract says a route answers when all is well. */
export type BodyOf<N extends RouteName> = Answers<N> extends infer A ? (A extends { schema: infer S extends z.ZodType } ? z.output<S> : never) : never;

/** An HTTP answer: `body` as the contract says, or the problem document when `ok` is false. */
export type Answer<T> =
  | { readonly ok: true; readonly status: number; readonly headers: Headers; readonly body: T }
  | { readonly ok: false; readonly status: number; readonly headers: Headers; readonly problem: Problem };

export interface Ask {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  /** An object is sent as JSON, a FormData as multipart. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Speaks to a server as one person, keeping the session cookie. Every answer is checked against the contract: a server that drifts from it fails the story. */
export class Client {
  private cookie: string | null = null;

  constructor(readonly url: string, private readonly bearer: string | null = null) {}

  /** The same person by another process's address. */
  at(url: string): Client {
    const other = new Client(url, this.bearer);
    other.cookie = this.cookie;
    return other;
  }

  async signIn(account: string, password: string): Promise<Answer<BodyOf<'signIn'>>> {
    return this.ask('signIn', { body: { account, password } });
  }

  /** One route by its name. Never throws for what the server refuses. */
  async ask<N extends RouteName>(name: N, { params = {}, query = {}, body, headers = {} }: Ask = {}): Promise<Answer<BodyOf<N>>> {
    const route: (typeof ROUTES)[RouteName] = ROUTES[name];
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params[key] ?? ''));
    const search = new URLSearchParams(Object.fromEntries(Object.entries(query).map(([key, value]) => [key, String(value)]))).toString();
    const response = await this.fetch(search === '' ? path : `${path}?${search}`, {
      method: route.method,
      headers: { ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status } = response;
    const answer = (route.answers as Readonly<Record<number, { schema?: z.ZodType }>>)[status];
    if (answer === undefined) return { ok: false, status, headers: response.headers, problem: problemIn(name, status, response.headers, text) };
    const read: unknown = text === '' ? undefined : JSON.parse(text);
    return { ok: true, status, headers: response.headers, body: (answer.schema === undefined ? read : answer.schema.parse(read)) as BodyOf<N> };
  }

  /** The body of a route that must answer well. */
  async want<N extends RouteName>(name: N, ask: Ask = {}): Promise<BodyOf<N>> {
    return wanted(name, await this.ask(name, ask));
  }

  /** A command on a case. Without a key a new one is made: a second call is a second wish. */
  command(id: string, command: SentCommandInput, { key = randomUUID(), version }: { key?: string; version?: number } = {}): Promise<Answer<Receipt>> {
    return this.ask('command', { params: { id }, body: command, headers: { 'idempotency-key': key, ...(version !== undefined && { 'if-match': `"v${version}"` }) } });
  }

  /** A command that must succeed. */
  async does(id: string, command: SentCommandInput): Promise<Receipt> {
    return wanted(`${command.type} on ${id}`, await this.command(id, command));
  }

  report(report: z.input<typeof ROUTES.report.body.schema>['report'], { photos = [], key = randomUUID() }: { photos?: readonly Buffer[]; key?: string } = {}): Promise<Answer<ReportReceipt>> {
    const headers = { 'idempotency-key': key };
    if (photos.length === 0) return this.ask('report', { body: report, headers });
    const form = new FormData();
    form.set('report', new Blob([JSON.stringify(report)], { type: 'application/json' }));
    for (const photo of photos) form.append('photo', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'photo.jpg');
    return this.ask('report', { body: form, headers });
  }

  /** Uploads a photo and answers its hash. */
  async upload(photo: Buffer): Promise<string> {
    const form = new FormData();
    form.append('photo', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'photo.jpg');
    const [uploaded] = await this.want('upload', { body: form });
    if (uploaded === undefined) throw new Error('no photo came back');
    return uploaded.hash;
  }

  /** Anything over HTTP, with this person's cookie or token. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.bearer !== null) headers.set('authorization', `Bearer ${this.bearer}`);
    if (this.cookie !== null) {
      headers.set('cookie', this.cookie);
      // As a browser says it of its own pages.
      if (!headers.has('sec-fetch-site')) headers.set('sec-fetch-site', 'same-origin');
    }
    if (!headers.has('accept-language')) headers.set('accept-language', 'en');
    const response = await fetch(new URL(path, this.url), { redirect: 'manual', ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const pair = cookie.split(';', 1)[0] ?? '';
      this.cookie = pair.endsWith('=') ? null : pair;
    }
    return response;
  }

  /** For sockets: what a browser's handshake would carry. */
  handshake(): Record<string, string> {
    return this.bearer !== null ? { authorization: `Bearer ${this.bearer}` } : { cookie: this.cookie ?? '' };
  }
}

export type { ReportBody };

function problemIn(name: string, status: number, headers: Headers, text: string): Problem {
  if (!headers.get('content-type')?.startsWith('application/problem+json')) throw new Error(`${name} answered ${status} without a problem document: ${text.slice(0, 300)}`);
  const problem = problemSchema.parse(JSON.parse(text));
  if (problem.status !== status) throw new Error(`${name} answered ${status} with a problem of status ${problem.status}`);
  return problem;
}

function wanted<T>(what: string, answer: Answer<T>): T {
  if (answer.ok) return answer.body;
  throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.problem)}`);
}
