import {
  changePersonSchema, importQuerySchema, newPersonSchema, personActionSchema, personExportSchema, personFilterSchema, personParams, PERSON_ACTIONS, ROUTES, signInsExportSchema, signInsQuerySchema, tokenParams, tokensQuerySchema,
  tokensExportSchema, type Imported, type PersonAction, type PersonChanged, type PersonInFull, type PersonRow, type SessionView, type SignInLine, type TokenView,
} from '#contract';
import { CheckedBody, CheckedPath, CheckedQuery, etag, expectedVersion, idempotencyKey, ProblemError } from '#platform';
import { Controller, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import { sessionCookie } from '../access/cookie.js';
import { Serves, Who } from '../access/decorators.js';
import type { SignedRequest } from '../access/guard.js';
import { header } from '../access/origin.js';
import type { Principal } from '../access/principal.js';
import { SESSIONS, SIGN_INS, TOKENS } from '../people/access-sheets.js';
import { People, type Done } from '../people/people.js';
import { discreet } from '../people/roster.js';
import { EXAMPLE_PEOPLE, PEOPLE_COLUMNS } from '../people/sheet.js';
import type { Reply } from './conditional.js';
import { fileOf, sendTable, type Uploaded } from './files.js';

const account = personParams.shape.account;
/** Accounts, sessions, tokens and sign-ins, for those who look after them. */
@Controller()
export class AccountsController {
  constructor(private readonly people: People) {}

  @Serves(ROUTES.peopleList)
  async list(@CheckedQuery(personFilterSchema) filter: z.infer<typeof personFilterSchema>, @Who() { actor }: Principal): Promise<PersonRow[]> {
    if (actor.role === 'operator') return this.people.list(filter);
    const { locked: _, access: __, ...open } = filter;
    return (await this.people.list(open)).map(discreet);
  }

  @Serves(ROUTES.exportPeople)
  async export(@CheckedQuery(personExportSchema) { format, example, ...filter }: z.infer<typeof personExportSchema>, @Res() reply: Reply): Promise<void> {
    await sendTable(reply, example === 'true' ? 'people-example' : 'people', PEOPLE_COLUMNS, example === 'true' ? EXAMPLE_PEOPLE : await this.people.list(filter), format);
  }

  @Serves(ROUTES.importPeople)
  async import(@CheckedQuery(importQuerySchema) { check }: z.infer<typeof importQuerySchema>, @Who() { actor }: Principal, @Req() request: Uploaded, @Res({ passthrough: true }) reply: Reply): Promise<Imported> {
    const file = fileOf(request), { imported, replayed } = await this.people.import(actor, file, check === 'true', { id: `people/${actor.id}/${idempotencyKey(request)}`, said: file });
    if (replayed) reply.header('idempotency-replayed', 'true');
    return imported;
  }

  @Serves(ROUTES.addPerson)
  async add(@CheckedBody(newPersonSchema) body: z.infer<typeof newPersonSchema>, @Who() { actor }: Principal, @Req() request: SignedRequest, @Res({ passthrough: true }) reply: Reply): Promise<PersonChanged> {
    return said(reply, await this.people.add(actor, body, { id: `person/${actor.id}/${idempotencyKey(request)}`, said: body }));
  }

  @Serves(ROUTES.personInFull)
  async show(@CheckedPath('account', account) id: string, @Who() { actor }: Principal, @Req() { headers }: SignedRequest, @Res({ passthrough: true }) reply: Reply): Promise<PersonInFull> {
    const found = await this.people.find(id, actor, cookieOf(headers));
    if (found === null) throw new ProblemError('not-found');
    reply.header('etag', etag(found.version)).header('cache-control', 'private, no-store');
    return found;
  }

  @Serves(ROUTES.changePerson)
  async change(@CheckedPath('account', account) id: string, @CheckedBody(changePersonSchema) body: z.infer<typeof changePersonSchema>, @Who() { actor }: Principal, @Req() { headers }: SignedRequest, @Res({ passthrough: true }) reply: Reply): Promise<PersonChanged> {
    return said(reply, { changed: { person: await this.people.change(actor, id, expectedVersion(header(headers, 'if-match') ?? undefined), body), password: null }, replayed: false });
  }

  @Serves(ROUTES.actOnPerson)
  async act(
    @CheckedPath('account', account) id: string, @CheckedPath('action', z.enum(PERSON_ACTIONS)) action: PersonAction, @CheckedBody(personActionSchema) body: z.infer<typeof personActionSchema>, @Who() { actor }: Principal, @Req() request: SignedRequest, @Res({ passthrough: true }) reply: Reply,
  ): Promise<PersonChanged> {
    return said(reply, await this.people.act(actor, id, action, body, { id: `${action}/${id}/${actor.id}/${idempotencyKey(request)}`, said: body }));
  }

  @Serves(ROUTES.sessions)
  sessions(@CheckedQuery(tokensQuerySchema) query: z.infer<typeof tokensQuerySchema>, @Req() { headers }: SignedRequest): Promise<SessionView[]> { return this.people.sessions(query.account ?? null, cookieOf(headers)); }

  @Serves(ROUTES.exportSessions)
  async exportSessions(@CheckedQuery(tokensExportSchema) { format, account: of }: z.infer<typeof tokensExportSchema>, @Res() reply: Reply): Promise<void> { await sendTable(reply, 'sessions', SESSIONS, await this.people.sessions(of ?? null, null), format); }

  @Serves(ROUTES.endSession)
  async endSession(@CheckedPath('id', tokenParams.shape.id) id: string, @Who() { actor }: Principal): Promise<void> {
    if (!(await this.people.endSession(actor, id))) throw new ProblemError('not-found');
  }

  @Serves(ROUTES.tokens)
  tokens(@CheckedQuery(tokensQuerySchema) query: z.infer<typeof tokensQuerySchema>): Promise<TokenView[]> { return this.people.tokens(query.account ?? null); }

  @Serves(ROUTES.exportTokens)
  async exportTokens(@CheckedQuery(tokensExportSchema) { format, account: of }: z.infer<typeof tokensExportSchema>, @Res() reply: Reply): Promise<void> { await sendTable(reply, 'tokens', TOKENS, await this.people.tokens(of ?? null), format); }

  @Serves(ROUTES.revokeToken)
  async revokeToken(@CheckedPath('id', tokenParams.shape.id) id: string, @Who() { actor }: Principal): Promise<void> {
    if (!(await this.people.revokeToken(actor, id))) throw new ProblemError('not-found');
  }

  @Serves(ROUTES.signIns)
  signIns(@CheckedQuery(signInsQuerySchema) query: z.infer<typeof signInsQuerySchema>): Promise<SignInLine[]> { return this.people.signIns({ ...query, failed: query.failed === 'true' }); }

  @Serves(ROUTES.exportSignIns)
  async exportSignIns(@CheckedQuery(signInsExportSchema) { format, ...query }: z.infer<typeof signInsExportSchema>, @Res() reply: Reply): Promise<void> {
    await sendTable(reply, 'sign-ins', SIGN_INS, await this.people.signIns({ ...query, failed: query.failed === 'true', limit: 20_000 }), format);
  }
}

const cookieOf = (headers: SignedRequest['headers']): string | null => sessionCookie(header(headers, 'cookie'));

function said(reply: Reply, { changed, replayed }: Done): PersonChanged {
  reply.header('etag', etag(changed.person.version)).header('cache-control', 'private, no-store');
  if (replayed) reply.header('idempotency-replayed', 'true');
  return changed;
}
