import { Controller, Res } from '@nestjs/common';
import { assessmentFileQuerySchema, leagueFileQuerySchema, ROUTES, type AssessmentFileQuery, type LeagueFileQuery } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { CheckedQuery } from '#platform';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { AssessmentFiles, FILE_TYPES, type AssessmentFile } from './files.js';

@Controller()
export class AssessmentFilesController {
  constructor(private readonly files: AssessmentFiles) {}

  @Serves(ROUTES.assessmentFiguresFile)
  async figures(@CheckedQuery(assessmentFileQuerySchema) query: AssessmentFileQuery, @Who() { actor }: Principal, @Res() reply: FastifyReply): Promise<void> { send(reply, await this.files.figures(query, actor)); }

  @Serves(ROUTES.assessmentLeagueFile)
  async league(@CheckedQuery(leagueFileQuerySchema) query: LeagueFileQuery, @Who() { actor }: Principal, @Res() reply: FastifyReply): Promise<void> { send(reply, await this.files.league(query, actor)); }
}

function send(reply: FastifyReply, { name, format, pieces }: AssessmentFile): void {
  void reply.header('content-disposition', `attachment; filename="${name}"`).header('cache-control', 'private, no-store').header('content-type', FILE_TYPES[format]).send(Readable.from(pieces, { objectMode: false }));
}
