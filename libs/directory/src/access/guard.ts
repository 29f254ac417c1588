import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Access } from './access.js';

/**
 * Closed unless said otherwise: every HTTP route needs a signed-in principal (`request.principal`) unless it is @Public(), and the role where @Roles() names some.
 * Registered once for the whole server as APP_GUARD. Sockets are let in at their handshake instead.
 * Unsafe requests that are signed in by cookie must prove the same origin by `Sec-Fetch-Site` or `Origin`; bearer requests need neither.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(private readonly reflector: Reflector, private readonly access: Access) {}

  async canActivate(_context: ExecutionContext): Promise<boolean> { throw new Error('not written yet'); }
}
