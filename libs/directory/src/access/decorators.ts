import type { Role } from '#domain';
import type { Route as ContractRoute } from '#contract';
import { applyDecorators, createParamDecorator, HttpCode, RequestMapping, RequestMethod, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Principal } from './principal.js';

export const PUBLIC = 'directory:public';
export const ROLES_ALLOWED = 'directory:roles';
export const WHILE_DUE = 'directory:while-due';

/** No sign-in needed. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);
/** Also for somebody whose one-time password has to be replaced first. */
export const WhileDue = (): MethodDecorator => SetMetadata(WHILE_DUE, true);
/** Only these roles; everybody else is answered `no-right`. */
export const Roles = (...roles: Role[]): MethodDecorator & ClassDecorator => SetMetadata(ROLES_ALLOWED, roles);

/** The signed-in principal of the request. On a @Public() route: only when the request carried valid credentials, else undefined. */
export const Who = createParamDecorator((_: unknown, context: ExecutionContext): Principal | undefined => context.switchToHttp().getRequest<{ principal?: Principal }>().principal);

const METHODS = { GET: RequestMethod.GET, POST: RequestMethod.POST, PUT: RequestMethod.PUT, PATCH: RequestMethod.PATCH, DELETE: RequestMethod.DELETE } as const;

/** Serves a route of the contract: method, path, status and audience are read from there, so they cannot disagree. Use on a `@Controller()` without a prefix. */
export function Serves(route: ContractRoute): MethodDecorator {
  const status = Number(Object.keys(route.answers)[0] ?? 200);
  const audience = { public: [Public()], 'signed-in': [], operator: [Roles('operator')], device: [Roles('device')], centre: [Roles('dispatcher', 'supervisor', 'leader', 'operator')] }[route.audience];
  return applyDecorators(RequestMapping({ method: METHODS[route.method], path: route.path.replaceAll(/\{(\w+)\}/g, ':$1') }), HttpCode(status), ...audience);
}
