import { Controller, Req, Res } from '@nestjs/common';
import { asCommand, caseFilterSchema, caseId, caseOrderQuerySchema, caseQuerySchema, commandSchema, nearQuerySchema, ROUTES, type CaseFilter, type CaseOrder, type CaseOrderQuery, type CaseQuery, type CaseRow, type CaseView, type Counts, type Near, type NearQuery, type Receipt, type SentCommand } from '#contract';
import type { CaseId } from '#domain';
import { Serves, Who, type Principal } from '#directory';
import { CheckedBody, CheckedPath, CheckedQuery, etag, expectedVersion, Clock, idempotencyKey, ProblemError } from '#platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CaseDoor } from '../door/door.js';
import { CaseReader } from '../reader/reader.js';
import { problemOfRefusal, receiptOf } from './answers.js';

@Controller()
export class CasesController {
  constructor(private readonly door: CaseDoor, private readonly reader: CaseReader, private readonly clock: Clock) {}

  @Serves(ROUTES.cases)
  async page(@CheckedQuery(caseQuerySchema) query: CaseQuery, @Who() who: Principal, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<{ items: CaseRow[]; next: string | null; total?: number; asOf: number }> {
    const page = await this.reader.page(query, who.actor);
    if (page.next !== null) void reply.header('link', `<${nextUrl(request.raw.url ?? '', page.next)}>; rel="next"`);
    return page;
  }

  @Serves(ROUTES.caseOrder)
  order(@CheckedQuery(caseOrderQuerySchema) query: CaseOrderQuery, @Who() who: Principal): Promise<CaseOrder> {
    return this.reader.order(query, who.actor);
  }

  @Serves(ROUTES.counts)
  counts(@CheckedQuery(caseFilterSchema) filter: CaseFilter, @Who() who: Principal): Promise<Counts> {
    return this.reader.counts(filter, who.actor);
  }

  @Serves(ROUTES.near)
  async near(@CheckedQuery(nearQuerySchema) { lon, lat, metres }: NearQuery, @Who() who: Principal): Promise<Near> {
    return { items: await this.reader.near({ lon, lat }, metres, who.actor), asOf: this.clock.now() };
  }

  /** The tag is the case's version: what the page shows besides (candidates, names) may be newer without it. */
  @Serves(ROUTES.case)
  async show(@CheckedPath('id', caseId) id: CaseId, @Who() who: Principal, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<CaseView | undefined> {
    const known = request.headers['if-none-match'];
    if (known !== undefined) {
      const c = await this.reader.case(id, who.actor);
      if (c !== null && known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag(c.version))) {
        void reply.status(304).header('etag', etag(c.version));
        return undefined;
      }
    }
    const view = await this.reader.view(id, who.actor);
    if (view === null) throw new ProblemError('unknown-case');
    void reply.headers({ etag: etag(view.version), 'cache-control': 'private, no-cache' });
    return view;
  }

  @Serves(ROUTES.command)
  async command(
    @CheckedPath('id', caseId) id: CaseId, @CheckedBody(commandSchema) command: SentCommand, @Who() { actor }: Principal, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt> {
    const key = idempotencyKey(request), expected = expectedVersion(request.headers['if-match']);
    const answer = await this.door.execute({ id, command: asCommand(command), actor, commandId: `command/${actor.id}/${key}`, expectedVersion: expected });
    if (answer.ok) {
      void reply.header('etag', etag(answer.case.version));
      if (answer.replayed) void reply.header('idempotency-replayed', 'true');
      return receiptOf(answer.case, actor);
    }
    const row = await this.reader.row(id, actor);
    // Whoever may not see a case learns nothing from being refused.
    if (row === null && answer.rejection.code !== 'idempotency-key-reused') throw new ProblemError('unknown-case');
    throw problemOfRefusal(answer.rejection, row === null ? null : answer.current, row, actor);
  }
}

function nextUrl(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const said = new URLSearchParams(query);
  said.set('cursor', cursor);
  return `${path}?${said.toString()}`;
}
