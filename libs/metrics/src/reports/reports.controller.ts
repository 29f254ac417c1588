import { Controller, Res } from '@nestjs/common';
import { reportParams, ROUTES, type ReportOrder, type Reports, type ReportWish } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { FILE_TYPES } from '../files/files.js';
import { CheckedBody, CheckedPath, ProblemError } from '#platform';
import type { FastifyReply } from 'fastify';
import { ScheduledReports } from './reports.js';

const id = reportParams.shape.id;

@Controller()
export class ReportsController {
  constructor(private readonly reports: ScheduledReports) {}

  @Serves(ROUTES.reports)
  list(@Who() { actor }: Principal): Promise<Reports> { return this.reports.list(actor); }

  @Serves(ROUTES.orderReport)
  order(@CheckedPath('id', id) which: string, @CheckedBody(ROUTES.orderReport.body.schema) wish: ReportWish, @Who() { actor }: Principal): Promise<ReportOrder> { return this.reports.order(which, wish, actor); }

  @Serves(ROUTES.endReport)
  async end(@CheckedPath('id', id) which: string, @Who() { actor }: Principal): Promise<void> { if (!(await this.reports.end(which, actor))) throw new ProblemError('not-found'); }

  @Serves(ROUTES.reportFile)
  async file(@CheckedPath('id', id) which: string, @Who() { actor }: Principal, @Res() reply: FastifyReply): Promise<void> {
    const { name, bytes } = await this.reports.file(which, actor);
    void reply.header('content-disposition', `attachment; filename="${name}"`).header('cache-control', 'private, no-store').header('content-type', FILE_TYPES[name.endsWith('.pdf') ? 'pdf' : 'xlsx']).send(bytes);
  }
}
