import { ROUTES, signInSchema, tokenRequestSchema, type Me } from '#contract';
import { CheckedBody, CONFIG, ProblemError, type Config } from '#platform';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { z } from 'zod';
import { Access } from '../access/access.js';
import { cookieLine, sessionCookie } from '../access/cookie.js';
import { Serves, Who } from '../access/decorators.js';
import type { SignedRequest } from '../access/guard.js';
import { header } from '../access/origin.js';
import type { Principal } from '../access/principal.js';
import { Directory } from '../directory.js';
import type { Reply } from './conditional.js';

interface Asked extends SignedRequest {
  /** The client's address and scheme, as the server understood them behind its proxy. */
  readonly ip: string;
  readonly protocol: string;
}

/** Signing in and out, and tokens for machines. */
@Controller()
export class SessionController {
  constructor(private readonly access: Access, private readonly directory: Directory, @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>) {}

  @Serves(ROUTES.signIn)
  async signIn(@CheckedBody(signInSchema) body: z.infer<typeof signInSchema>, @Req() request: Asked, @Res({ passthrough: true }) reply: Reply): Promise<Me> {
    const answer = await this.access.signIn(body.account, body.password, request.ip);
    if (!answer.ok) throw answer.code === 'too-many-attempts' ? new ProblemError(answer.code, { retryAfter: answer.retryAfter }) : new ProblemError(answer.code);
    const before = sessionCookie(header(request.headers, 'cookie'));
    if (before !== null) await this.access.signOut(before);
    reply.header('set-cookie', cookieLine(answer.token, answer.maxAge, this.secure(request)));
    return this.me(answer.principal);
  }

  @Serves(ROUTES.me)
  who(@Who() who: Principal): Me { return this.me(who); }

  @Serves(ROUTES.signOut)
  async signOut(@Req() request: Asked, @Res({ passthrough: true }) reply: Reply): Promise<void> {
    const token = sessionCookie(header(request.headers, 'cookie'));
    if (token !== null) await this.access.signOut(token);
    reply.header('set-cookie', cookieLine(null, 0, this.secure(request)));
  }

  @Serves(ROUTES.createToken)
  async createToken(@CheckedBody(tokenRequestSchema) { account, label, days }: z.infer<typeof tokenRequestSchema>, @Who() { actor }: Principal): Promise<{ token: string; expiresAt: number }> {
    const issued = await this.access.issueToken(account, label, days, actor.id);
    if (issued === null) throw new ProblemError('unknown-value', { errors: [{ pointer: '/account', code: 'unknown-value', message: 'no such active account', zh: '没有这个可用的帐号' }] });
    return issued;
  }

  private me({ actor, name, language }: Principal): Me {
    const person = this.directory.person(actor.id);
    return { id: actor.id, name, role: actor.role, department: person?.department ?? null, cells: [...(person?.cells ?? [])], language };
  }

  private secure({ protocol }: Asked): boolean { return protocol === 'https' || (this.config.publicUrl?.startsWith('https:') ?? false); }
}
