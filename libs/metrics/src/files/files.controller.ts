import { Controller, Res } from '@nestjs/common';
import { assessmentFileQuerySchema, leagueFileQuerySchema, ROUTES, type AssessmentFileQuery, type LeagueFileQuery } from '#contract';
import { Serves, TABLE_TYPES, Who, type Principal } from '#directory';
import { CheckedQuery } from '#platform';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { AssessmentFiles, type AssessmentFile } from './files.js';

@Controller()
export class AssessmentFilesController {
  constructor(private readonly files: AssessmentFiles) {}

  @Serves(ROUTES.assessmentFiguresFile)
  async figures(@CheckedQuery(assessmentFileQuerySchema) query: AssessmentFileQuery, @Who() { actor }: Principal, @Res() reply: FastifyReply): Promise<void> { send(reply, await this.files.figures(query, actor)); }

  @Serves(ROUTES.assessmentLeagueFile)
  async league(@CheckedQuery(leagueFileQuerySchema) query: LeagueFileQuery, @Who() { actor }: Principal, @Res() reply: FastifyReply): Promise<void> { send(reply, await this.files.league(query, actor)); }
}

function send(reply: FastifyReply, { name, format, pieces }: AssessmentFile): void {
  void reply.header('content-disposition', `attachment; filename="${name}"`).header('cache-control', 'private, no-store').header('content-type', TABLE_TYPES[format]).send(Readable.from(pieces, { objectMode: false }));
}
