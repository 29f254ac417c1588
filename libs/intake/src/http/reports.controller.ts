import { Body, Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PhotoParts, type Sent } from '#attachments';
import { reportSchema, ROUTES, type ReportBody, type ReportReceipt } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { checked, idempotencyKey, ProblemError } from '#platform';
import { Reports } from '../reports.js';

const body = checked<ReportBody>(reportSchema, 'body');

@Controller()
export class ReportsController {
  constructor(private readonly reports: Reports, private readonly parts: PhotoParts) {}

  /** The receipt is sent after the commit and never before: a phone that has it may forget its report. */
  @Serves(ROUTES.report)
  async report(@Req() request: FastifyRequest, @Body() json: unknown, @Who() who: Principal, @Res({ passthrough: true }) reply: FastifyReply): Promise<ReportReceipt> {
    const key = idempotencyKey(request);
    const take = async (said: unknown, sent: readonly Sent[]): Promise<ReportReceipt> => {
      const { receipt, replayed } = await this.reports.take(body.transform(said, { type: 'body' }), sent, who.actor, key);
      if (replayed) void reply.header('idempotency-replayed', 'true');
      return receipt;
    };
    if (!PhotoParts.isMultipart(request)) return take(json, []);
    return this.parts.with(request, ['report'], async (photos, fields) => {
      const said = fields.get('report');
      if (said === undefined) throw new ProblemError('invalid-input', { errors: [{ pointer: '/report', code: 'missing', message: 'the part report is missing', zh: '缺少 report 部分' }] });
      return take(parse(said), photos);
    });
  }
}

function parse(text: string): unknown {
  try { return JSON.parse(text); } catch { throw new ProblemError('malformed-json', { detail: 'the part report is not JSON', errors: [{ pointer: '/report', code: 'malformed-json', message: 'not valid JSON', zh: '不是有效的 JSON' }] }); }
}
