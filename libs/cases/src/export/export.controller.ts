import { Controller, Res } from '@nestjs/common';
import { caseExportQuerySchema, ROUTES, type CaseExportQuery, type ExportFormat } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { CheckedQuery } from '#platform';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { CaseExport } from './export.js';

const TYPES: Readonly<Record<ExportFormat, string>> = { csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };

@Controller()
export class ExportController {
  constructor(private readonly files: CaseExport) {}

  @Serves(ROUTES.exportCases)
  async export(@CheckedQuery(caseExportQuerySchema) query: CaseExportQuery, @Who() { actor }: Principal, @Res() reply: FastifyReply): Promise<void> {
    const { name, pieces } = await this.files.file(query, actor);
    void reply.header('content-disposition', `attachment; filename="${name}"`).header('cache-control', 'private, no-store').header('content-type', TYPES[query.format]).send(Readable.from(pieces, { objectMode: false }));
  }
}
