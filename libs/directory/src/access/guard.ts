import type { Role } from '#domain';
import { ProblemError } from '#platform';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Access, bearerToken } from './access.js';
import { Certificates } from './certificates.js';
import { sessionCookie } from './cookie.js';
import { PUBLIC, ROLES_ALLOWED, WHILE_DUE } from './decorators.js';
import { header, type Headers } from './origin.js';
import type { Principal } from './principal.js';
import { isSigned } from './signature.js';
import { Signatures, type Signable } from './signatures.js';

/** As much of an HTTP request as sign-in looks at and leaves behind. */
export interface SignedRequest extends Signable {
  readonly method: string;
  readonly headers: Headers;
  readonly host?: string;
  readonly raw?: { readonly socket?: object };
  principal?: Principal;
}

const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Closed unless said otherwise: every HTTP route needs a signed-in principal (`request.principal`) unless it is @Public(), and the role where @Roles() names some.
 * Registered once for the whole server as APP_GUARD. Sockets are let in at their handshake instead.
 * Unsafe requests that are signed in by cookie must prove the same origin by `Sec-Fetch-Site` or `Origin`; bearer requests and those that a device signs need neither.
 * Whoever shows a certificate that names an account is that account, and nobody else whatever more the request says.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(private readonly reflector: Reflector, private readonly access: Access, private readonly signatures: Signatures, private readonly certificates: Certificates) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<SignedRequest>();
    const open = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [context.getHandler(), context.getClass()]) ?? false;
    const roles = this.reflector.getAllAndOverride<readonly Role[] | undefined>(ROLES_ALLOWED, [context.getHandler(), context.getClass()]);
    const principal = await this.identify(request, open);
    const due = principal?.mustChange === true && !(this.reflector.get<boolean | undefined>(WHILE_DUE, context.getHandler()) ?? false);
    if (principal !== null && !due) request.principal = principal;
    if (open) return true;
    if (due) throw new ProblemError('password-change-due');
    if (principal === null) throw new ProblemError('not-signed-in', { headers: { 'www-authenticate': 'Bearer' } });
    if (roles && !roles.includes(principal.actor.role)) throw new ProblemError('no-right');
    return true;
  }

  private async identify(request: SignedRequest, open: boolean): Promise<Principal | null> {
    const said = await this.said(request, open), shown = await this.certificates.who(request.raw?.socket);
    if (shown === null) return said;
    return said === null ? (header(request.headers, 'authorization') === null ? shown : null) : said.actor.id === shown.actor.id ? said : null;
  }

  private async said(request: SignedRequest, open: boolean): Promise<Principal | null> {
    const { headers, method, host } = request;
    if (isSigned(header(headers, 'authorization'))) return this.signatures.check(request);
    const bearer = bearerToken(headers);
    if (bearer !== null) return this.access.bearer(bearer);
    const cookie = sessionCookie(header(headers, 'cookie'));
    if (!SAFE.includes(method)) {
      const from = this.access.comesFrom(headers, host);
      if (from === 'foreign') throw new ProblemError('no-right', { detail: 'This request comes from another site.' });
      if (from === 'silent' && cookie !== null) {
        if (open) return null;
        throw new ProblemError('no-right', { detail: 'A request that changes something and is signed in by cookie must carry `Origin` or `Sec-Fetch-Site`; programs use a bearer token.' });
      }
    }
    return cookie === null ? null : this.access.session(cookie, { due: true });
  }
}
