import { Controller, Res } from '@nestjs/common';
import { exportParams, ROUTES, type CaseExportOrder, type CaseExportWish } from '#contract';
import { Serves, TABLE_TYPES, Who, type Principal } from '#directory';
import { CheckedBody, CheckedPath, ProblemError } from '#platform';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { BackgroundExports } from './background.js';

const { id } = exportParams.shape;

/** Lists made as files in the background: ordered, looked at, taken and ended by whoever asked for them. */
@Controller()
export class BackgroundExportsController {
  constructor(private readonly exports: BackgroundExports) {}

  @Serves(ROUTES.exports)
  list(@Who() { actor }: Principal): Promise<CaseExportOrder[]> { return this.exports.list(actor); }

  @Serves(ROUTES.orderExport)
  order(@CheckedPath('id', id) which: string, @CheckedBody(ROUTES.orderExport.body.schema) wish: CaseExportWish, @Who() { actor }: Principal): Promise<CaseExportOrder> { return this.exports.order(which, wish, actor); }

  @Serves(ROUTES.endExport)
  async end(@CheckedPath('id', id) which: string, @Who() { actor }: Principal): Promise<void> { if (!(await this.exports.end(which, actor))) throw new ProblemError('not-found'); }

  @Serves(ROUTES.exportFile)
  async file(@CheckedPath('id', id) which: string, @Who() { actor }: Principal, @Res() reply: FastifyReply): Promise<void> {
    const { name, bytes, pieces } = await this.exports.file(which, actor);
    void reply.header('content-disposition', `attachment; filename="${name}"`).header('cache-control', 'private, no-store').header('content-type', TABLE_TYPES[name.endsWith('.csv') ? 'csv' : 'xlsx']).header('content-length', bytes).send(Readable.from(pieces, { objectMode: false }));
  }
}
