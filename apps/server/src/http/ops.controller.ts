import { LABELS, parkedExportSchema, parkedFilterSchema, retryParkedSchema, ROUTES, type DoctorRun, type OpsHealth, type ParkedWork as Line } from '#contract';
import { Serves, TABLE_TYPES, Who, writeTable, type Principal, type TableColumn } from '#directory';
import { CheckedBody, CheckedQuery } from '#platform';
import { Controller, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Doctor } from '../ops/doctor-run.js';
import { Health } from '../ops/health.js';
import { ParkedWork } from '../ops/parked.js';

const COLUMNS: readonly TableColumn<Line>[] = [
  { key: 'queue', zh: '队列', en: 'queue', cell: (l) => `${LABELS.zh.queue[l.queue]} ${l.queue}` }, { key: 'number', zh: '案件号', en: 'number', cell: (l) => l.number }, { key: 'what', zh: '对象', en: 'about', cell: (l) => l.what }, { key: 'reason', zh: '原因', en: 'reason', cell: (l) => l.reason },
  { key: 'since', zh: '搁置时间', en: 'since', cell: (l) => new Date(l.since + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ') }, { key: 'attempts', zh: '尝试次数', en: 'attempts', cell: (l) => l.attempts }, { key: 'id', zh: '编号', en: 'id', cell: (l) => l.id },
];

/** How the program is doing, what it gave up, and its examination, for operators. */
@Controller()
export class OpsController {
  constructor(private readonly health: Health, private readonly parked: ParkedWork, private readonly doctor: Doctor) {}

  @Serves(ROUTES.opsHealth)
  @Header('cache-control', 'no-store')
  look(): Promise<OpsHealth> { return this.health.look(); }

  @Serves(ROUTES.parkedWork)
  list(@CheckedQuery(parkedFilterSchema) filter: z.infer<typeof parkedFilterSchema>): Promise<Line[]> { return this.parked.list(filter); }

  @Serves(ROUTES.exportParked)
  async export(@CheckedQuery(parkedExportSchema) { format, ...filter }: z.infer<typeof parkedExportSchema>, @Res() reply: FastifyReply): Promise<void> {
    const file = await writeTable('parked', COLUMNS, await this.parked.list(filter), format);
    await reply.header('content-disposition', `attachment; filename="parked.${format}"`).header('cache-control', 'private, no-cache').header('content-type', TABLE_TYPES[format]).send(file);
  }

  @Serves(ROUTES.retryAllParked)
  async retry(@CheckedBody(retryParkedSchema) wish: z.infer<typeof retryParkedSchema>): Promise<{ retried: number }> {
    return { retried: await this.parked.retry('items' in wish ? wish.items : await this.parked.list(wish.filter)) };
  }

  @Serves(ROUTES.doctorRun)
  @Header('cache-control', 'no-store')
  async last(@Res() reply: FastifyReply): Promise<void> {
    // Nest sends nothing at all for null, and null is an answer here.
    await reply.type('application/json; charset=utf-8').send(JSON.stringify(await this.doctor.last()));
  }

  @Serves(ROUTES.runDoctor)
  begin(@Who() { actor, name }: Principal): Promise<DoctorRun> { return this.doctor.begin(actor, name); }
}
