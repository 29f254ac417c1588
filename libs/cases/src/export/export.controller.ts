import { Controller, Res } from '@nestjs/common';
import { caseExportQuerySchema, ROUTES, type CaseExportQuery } from '#contract';
import { Serves, TABLE_TYPES, Who, type Principal } from '#directory';
import { CheckedQuery } from '#platform';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { CaseExport } from './export.js';

@Controller()
export class ExportController {
  constructor(private readonly files: CaseExport) {}

  @Serves(ROUTES.exportCases)
  async export(@CheckedQuery(caseExportQuerySchema) query: CaseExportQuery, @Who() { actor }: Principal, @Res() reply: FastifyReply): Promise<void> {
    const { name, pieces } = await this.files.file(query, actor);
    void reply.header('content-disposition', `attachment; filename="${name}"`).header('cache-control', 'private, no-store').header('content-type', TABLE_TYPES[query.format]).send(Readable.from(pieces, { objectMode: false }));
  }
}
