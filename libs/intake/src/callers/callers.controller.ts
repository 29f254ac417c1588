import { Controller, Header } from '@nestjs/common';
import { callersQuerySchema, caseId, revealBodySchema, ROUTES, type CallersQuery, type CaseCallers, type EarlierCall, type RevealBody, type Revealed } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import type { CaseId } from '#domain';
import { CheckedBody, CheckedPath, CheckedQuery } from '#platform';
import { Callers } from './callers.js';

/** Callers, for those who speak with them. No answer rests in any cache. */
@Controller()
export class CallersController {
  constructor(private readonly callers: Callers) {}

  @Serves(ROUTES.callers)
  @Header('cache-control', 'no-store')
  earlier(@CheckedQuery(callersQuerySchema) { phone }: CallersQuery, @Who() { actor }: Principal): Promise<EarlierCall[]> {
    return this.callers.earlier(phone, actor);
  }

  @Serves(ROUTES.caseCallers)
  @Header('cache-control', 'no-store')
  of(@CheckedPath('id', caseId) id: CaseId, @Who() { actor }: Principal): Promise<CaseCallers> {
    return this.callers.of(id, actor);
  }

  @Serves(ROUTES.revealCaller)
  @Header('cache-control', 'no-store')
  reveal(@CheckedPath('id', caseId) id: CaseId, @CheckedBody(revealBodySchema) body: RevealBody, @Who() { actor }: Principal): Promise<Revealed> {
    return this.callers.reveal(id, body, actor);
  }
}
