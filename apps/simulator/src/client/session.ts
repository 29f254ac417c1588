import {
  caseRowSchema, caseViewSchema, changesSchema, meSchema, pageOf, personSchema, problemSchema, receiptSchema, referenceSchema, reportReceiptSchema, ROUTES, uploadSchema,
  type CaseRow, type CaseView, type Me, type PersonView, type Problem, type Receipt, type Reference, type ReportBody, type ReportReceipt, type SentCommandInput, type SignalBody,
} from '#contract';
import type { CaseId, UserId } from '#domain';
import { z } from 'zod';
import type { Http, Reply } from './http.js';

/** The server said no. A refusal of a command is an answer and comes back as data; everything else that is not expected throws this. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(readonly what: string, readonly status: number, readonly problem: Problem | null) {
    super(`${what}: ${status}${problem === null ? '' : ` ${problem.code}${problem.detail === undefined ? '' : ` (${problem.detail})`}${problem.errors === undefined ? '' : ` ${JSON.stringify(problem.errors)}`}`}`);
  }
}

export type Answer<T> = { readonly ok: true; readonly value: T; readonly replayed: boolean } | { readonly ok: false; readonly problem: Problem };
/** What may be left out of a report is left out. */
export type ReportToSend = Partial<ReportBody>;

const rowsSchema = pageOf(caseRowSchema);
const cellsSchema = z.object({ features: z.array(z.object({ geometry: z.object({ type: z.string(), coordinates: z.unknown() }), properties: z.record(z.string(), z.unknown()) })) });
export type CellFeature = z.infer<typeof cellsSchema>['features'][number];
const healthSchema = z.object({ status: z.string(), backend: z.string(), version: z.string(), time: z.int() });
export type Health = z.infer<typeof healthSchema>;

/** Whether the server is ready, and what time it thinks it is. */
export async function health(http: Http): Promise<Health> {
  return read('health', await http.send({ method: 'GET', path: ROUTES.ready.path }), healthSchema);
}

/** The API as one signed-in person sees it. */
export class Session {
  constructor(private readonly http: Http, readonly account: UserId, private readonly credentials: Readonly<Record<string, string>>, private readonly renew?: () => Promise<Readonly<Record<string, string>>>) {}

  /** Signs in with a password. Throws Refused. */
  static async signIn(http: Http, account: string, password: string): Promise<Session> {
    const reply = await http.send({ method: 'POST', path: ROUTES.signIn.path, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ account, password }) });
    const me = read(`sign in as ${account}`, reply, meSchema);
    const cookie = (reply.headers['set-cookie'] ?? []).map((c) => c.split(';')[0]).join('; ');
    // A request signed in by cookie has to prove where it comes from.
    return new Session(http, me.id, { cookie, origin: http.origin });
  }

  /** What a socket says at its handshake. */
  get headers(): Readonly<Record<string, string>> { return this.credentials; }

  me(): Promise<Me> { return this.#get(ROUTES.me.path, meSchema); }
  reference(): Promise<Reference> { return this.#get(ROUTES.reference.path, referenceSchema); }
  people(): Promise<PersonView[]> { return this.#get(ROUTES.people.path, z.array(personSchema)); }
  async cells(): Promise<CellFeature[]> { return (await this.#get(ROUTES.cells.path, cellsSchema)).features; }
  case(id: CaseId): Promise<CaseView> { return this.#get(`/api/cases/${id}`, caseViewSchema); }
  changes(since: string | null): Promise<z.infer<typeof changesSchema>> { return this.#get(`${ROUTES.changes.path}?limit=1000${since === null ? '' : `&since=${encodeURIComponent(since)}`}`, changesSchema); }
  /** The rows of these cases as far as this person may see them; at most 50 ids. */
  async rows(ids: readonly CaseId[]): Promise<CaseRow[]> { return (await this.#get(`${ROUTES.cases.path}?limit=200&ids=${ids.join(',')}`, rowsSchema)).items; }

  /** A bearer token for another account; operators only. */
  async token(account: string, days: number): Promise<string> {
    const reply = await this.#send('POST', ROUTES.createToken.path, JSON.stringify({ account, label: 'simulator', days }));
    return read(`token for ${account}`, reply, z.object({ token: z.string() })).token;
  }

  /** Stores pictures and answers their hashes. */
  async upload(pictures: readonly Buffer[]): Promise<string[]> {
    const boundary = 'grid-simulator-7f3a1c';
    const parts = pictures.flatMap((picture, i) => [Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="photo"; filename="${i + 1}.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`), picture, Buffer.from('\r\n')]);
    const reply = await this.#send('POST', ROUTES.upload.path, Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]), { 'content-type': `multipart/form-data; boundary=${boundary}` });
    return read('upload', reply, z.array(uploadSchema)).map((u) => u.hash);
  }

  async report(body: ReportToSend, key: string): Promise<Answer<ReportReceipt>> {
    return answer('report', await this.#send('POST', ROUTES.report.path, JSON.stringify(body), { 'idempotency-key': key }), reportReceiptSchema);
  }

  async command(id: CaseId, version: number, command: SentCommandInput, key: string): Promise<Answer<Receipt>> {
    return answer(command.type, await this.#send('POST', `/api/cases/${id}/commands`, JSON.stringify(command), { 'idempotency-key': key, 'if-match': `"v${version}"` }), receiptSchema);
  }

  async signal(body: SignalBody): Promise<Answer<{ id: string; replayed: boolean }>> {
    return answer('signal', await this.#send('POST', ROUTES.signal.path, JSON.stringify(body)), z.object({ id: z.string(), replayed: z.boolean() }));
  }

  /** Any other route by its path. Throws Refused. */
  async ask<T>(method: 'GET' | 'POST' | 'PATCH', path: string, schema: z.ZodType<T>, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    return read(`${method} ${path.slice(0, 80)} as ${this.account}`, await this.#send(method, path, body === undefined ? undefined : JSON.stringify(body), headers), schema);
  }

  async #get<T>(path: string, schema: z.ZodType<T>): Promise<T> { return read(`GET ${path.slice(0, 80)} as ${this.account}`, await this.#send('GET', path), schema); }

  async #send(method: 'GET' | 'POST' | 'PATCH', path: string, body?: string | Buffer, more: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const ask = (): Promise<Reply> => this.http.send({
      method, path, headers: { ...(typeof body === 'string' && { 'content-type': 'application/json' }), ...this.credentials, ...more }, ...(body !== undefined && { body }),
    });
    const reply = await ask();
    if (reply.status !== 401 || !this.renew) return reply;
    Object.assign(this.credentials, await this.renew());
    return ask();
  }
}

function read<T>(what: string, reply: Reply, schema: z.ZodType<T>): T {
  if (reply.status >= 300) throw new Refused(what, reply.status, problemOf(reply));
  const parsed = schema.safeParse(JSON.parse(reply.body.toString('utf8')));
  if (!parsed.success) throw new Refused(`${what}: the answer is not what the contract says: ${z.prettifyError(parsed.error).slice(0, 500)}`, reply.status, null);
  return parsed.data;
}

function answer<T>(what: string, reply: Reply, schema: z.ZodType<T>): Answer<T> {
  if (reply.status < 300) return { ok: true, value: read(what, reply, schema), replayed: reply.headers['idempotency-replayed'] === 'true' };
  const problem = problemOf(reply);
  if (problem === null) throw new Refused(what, reply.status, null);
  return { ok: false, problem };
}

function problemOf(reply: Reply): Problem | null {
  try { return problemSchema.safeParse(JSON.parse(reply.body.toString('utf8'))).data ?? null; } catch { return null; }
}
