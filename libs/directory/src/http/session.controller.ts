import { ownPasswordSchema, passwordFault, ROUTES, signInSchema, tokenRequestSchema, type Me, type PasswordFault } from '#contract';
import { CheckedBody, CONFIG, prefixOf, ProblemError, type Config } from '#platform';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { z } from 'zod';
import { Access, type SignedIn } from '../access/access.js';
import { cookieLine, sessionCookie } from '../access/cookie.js';
import { Serves, WhileDue, Who } from '../access/decorators.js';
import type { SignedRequest } from '../access/guard.js';
import { header } from '../access/origin.js';
import type { Principal } from '../access/principal.js';
import { Directory } from '../directory.js';
import { People } from '../people/people.js';
import type { Reply } from './conditional.js';

interface Asked extends SignedRequest {
  /** The client's address and scheme, as the server understood them behind its proxy. */
  readonly ip: string;
  readonly protocol: string;
}

/** Signing in and out, and tokens for machines. */
@Controller()
export class SessionController {
  constructor(private readonly access: Access, private readonly directory: Directory, private readonly people: People, @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl' | 'trustProxy' | 'contact'>) {}

  @Serves(ROUTES.signIn)
  async signIn(@CheckedBody(signInSchema) body: z.infer<typeof signInSchema>, @Req() request: Asked, @Res({ passthrough: true }) reply: Reply): Promise<Me> {
    const answer = await this.access.signIn(body.account, body.password, request.ip, { remember: body.remember, agent: header(request.headers, 'user-agent') });
    if (!answer.ok) throw refusal(answer);
    const before = sessionCookie(header(request.headers, 'cookie'));
    if (before !== null) await this.access.signOut(before);
    this.keep(request, reply, answer.token, answer.maxAge);
    return this.me(answer.principal);
  }

  /** The old password is asked for, so that a screen left open does not give the account away. */
  @Serves(ROUTES.changePassword)
  @WhileDue()
  async changePassword(@CheckedBody(ownPasswordSchema) { old, password }: z.infer<typeof ownPasswordSchema>, @Who() who: Principal, @Req() request: Asked): Promise<Me> {
    const token = sessionCookie(header(request.headers, 'cookie'));
    if (token === null || header(request.headers, 'authorization') !== null) throw new ProblemError('no-right');
    const wrong = passwordFault(password, who.actor.id, old);
    if (wrong !== null) throw new ProblemError('invalid-input', { errors: [{ pointer: '/password', code: wrong, ...WRONG[wrong] }] });
    const answer = await this.access.rehash(who.actor.id, old, password, request.ip);
    if ('failed' in answer) throw refusal(answer.failed);
    await this.people.ownPassword(who.actor.id, answer.hash, token);
    return this.me({ actor: who.actor, name: who.name, language: who.language });
  }

  @Serves(ROUTES.signInPage)
  page(): { county: { zh: string; en: string } | null; contact: string | null } {
    const { county } = this.directory.book();
    return { county: { zh: county.zh, en: county.en }, contact: this.config.contact ?? null };
  }

  @Serves(ROUTES.me)
  @WhileDue()
  who(@Who() who: Principal): Me { return this.me(who); }

  @Serves(ROUTES.signOut)
  @WhileDue()
  async signOut(@Req() request: Asked, @Res({ passthrough: true }) reply: Reply): Promise<void> {
    const token = sessionCookie(header(request.headers, 'cookie'));
    if (token !== null) await this.access.signOut(token);
    this.keep(request, reply, null, 0);
  }

  @Serves(ROUTES.createToken)
  async createToken(@CheckedBody(tokenRequestSchema) { account, label, days }: z.infer<typeof tokenRequestSchema>, @Who() { actor }: Principal): Promise<{ token: string; expiresAt: number }> {
    const issued = await this.access.issueToken(account, label, days, actor.id);
    if (issued === null) throw new ProblemError('unknown-value', { errors: [{ pointer: '/account', code: 'unknown-value', message: 'no such active account', zh: '没有这个可用的帐号' }] });
    return issued;
  }

  private me({ actor, name, language, mustChange = false }: { readonly actor: Principal['actor']; readonly name: string; readonly language: Principal['language']; readonly mustChange?: boolean }): Me {
    const person = this.directory.person(actor.id);
    return { id: actor.id, name, role: actor.role, department: person?.department ?? null, cells: [...(person?.cells ?? [])], language, mustChange };
  }

  /** Under a sub-path the cookie is the sub-path's own; one from the time at the root would be a second one, which nobody believes. */
  private keep(request: Asked, reply: Reply, token: string | null, maxAge: number): void {
    const prefix = prefixOf(request.headers, this.config), secure = this.secure(request);
    if (prefix !== '') reply.header('set-cookie', cookieLine(null, 0, secure));
    reply.header('set-cookie', cookieLine(token, maxAge, secure, prefix));
  }

  private secure({ protocol }: Asked): boolean { return protocol === 'https' || (this.config.publicUrl?.startsWith('https:') ?? false); }
}

const refusal = (answer: Exclude<SignedIn, { ok: true }>): ProblemError =>
  new ProblemError(answer.code, { ...('retryAfter' in answer && answer.retryAfter !== undefined && { retryAfter: answer.retryAfter }), ...('attemptsLeft' in answer && answer.attemptsLeft !== undefined && { attemptsLeft: answer.attemptsLeft }) });

const WRONG: Readonly<Record<PasswordFault, { readonly message: string; readonly zh: string }>> = {
  short: { message: 'must have at least 10 characters', zh: '至少 10 个字符' }, plain: { message: 'must mix at least two kinds of small letters, capitals, digits and signs', zh: '须含小写、大写、数字、符号中的至少两种' },
  account: { message: 'must not contain the account', zh: '不能包含账号' }, common: { message: 'is among the first that are guessed', zh: '太常见，容易被猜中' }, same: { message: 'must differ from the old one', zh: '不能与原密码相同' },
};
