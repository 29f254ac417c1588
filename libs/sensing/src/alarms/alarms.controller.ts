import {
  alarmParams, alarmsQuerySchema, judgeAlarmSchema, ROUTES, snoozeAlarmSchema, stormCasesQuerySchema, stormsQuerySchema, suppressionsQuerySchema, suppressionWishSchema, type AlarmInFull, type Alarms, type StormCases, type StormCasesQuery, type StormInFull, type StormView, type SuppressionView,
} from '#contract';
import { Serves, Who, type Principal, type SignedRequest } from '#directory';
import { CheckedBody, CheckedPath, CheckedQuery, etag, expectedVersion, idempotencyKey } from '#platform';
import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { sightOf } from '../health/sight.js';
import { AlarmJudgement } from './judgement.js';
import { StormCasesList } from './storm-cases.js';
import { AlarmViews } from './views.js';
import { Suppressions } from './windows.js';

type Reply = Pick<FastifyReply, 'header'>;
const id = alarmParams.shape.id;
const flag = (said: 'true' | 'false' | undefined): boolean | null => (said === undefined ? null : said === 'true');

/** Alarms, storms, and what holds alarms back. */
@Controller()
export class AlarmsController {
  constructor(private readonly views: AlarmViews, private readonly judgement: AlarmJudgement, private readonly windows: Suppressions, private readonly ofStorm: StormCasesList) {}

  @Serves(ROUTES.alarms)
  list(@CheckedQuery(alarmsQuerySchema) query: z.infer<typeof alarmsQuerySchema>, @Who() { actor }: Principal): Promise<Alarms> { return this.views.list(query, sightOf(actor)); }

  @Serves(ROUTES.alarm)
  show(@CheckedPath('id', id) alarm: string): Promise<AlarmInFull> { return this.views.show(alarm); }

  @Serves(ROUTES.judgeAlarm)
  async judge(@CheckedPath('id', id) alarm: string, @CheckedBody(judgeAlarmSchema) { so, note }: z.infer<typeof judgeAlarmSchema>, @Who() { actor }: Principal): Promise<AlarmInFull> {
    await this.judgement.judge(actor, alarm, so, note ?? null);
    return this.views.show(alarm);
  }

  @Serves(ROUTES.snoozeAlarm)
  async snooze(@CheckedPath('id', id) alarm: string, @CheckedBody(snoozeAlarmSchema) { until }: z.infer<typeof snoozeAlarmSchema>, @Who() { actor }: Principal): Promise<AlarmInFull> {
    await this.judgement.snooze(actor, alarm, until);
    return this.views.show(alarm);
  }

  @Serves(ROUTES.storms)
  storms(@CheckedQuery(stormsQuerySchema) { active, limit }: z.infer<typeof stormsQuerySchema>): Promise<StormView[]> { return this.views.storms(flag(active), limit); }

  @Serves(ROUTES.storm)
  storm(@CheckedPath('id', id) storm: string): Promise<StormInFull> { return this.views.storm(storm); }

  @Serves(ROUTES.stormCases)
  stormCases(@CheckedPath('id', id) storm: string, @CheckedQuery(stormCasesQuerySchema) query: StormCasesQuery): Promise<StormCases> { return this.ofStorm.of(storm, query); }

  @Serves(ROUTES.suppressions)
  suppressions(@CheckedQuery(suppressionsQuerySchema) { active, limit }: z.infer<typeof suppressionsQuerySchema>): Promise<SuppressionView[]> { return this.windows.list(flag(active), limit); }

  @Serves(ROUTES.addSuppression)
  async add(@CheckedBody(suppressionWishSchema) wish: z.infer<typeof suppressionWishSchema>, @Who() { actor }: Principal, @Req() request: SignedRequest, @Res({ passthrough: true }) reply: Reply): Promise<SuppressionView> {
    const { view, replayed } = await this.windows.add(actor, wish, `${actor.id}/${idempotencyKey(request)}`);
    reply.header('etag', etag(view.version));
    if (replayed) reply.header('idempotency-replayed', 'true');
    return view;
  }

  @Serves(ROUTES.changeSuppression)
  async change(@CheckedPath('id', id) window: string, @CheckedBody(suppressionWishSchema) wish: z.infer<typeof suppressionWishSchema>, @Who() { actor }: Principal, @Req() { headers }: SignedRequest, @Res({ passthrough: true }) reply: Reply): Promise<SuppressionView> {
    const match = headers['if-match'], view = await this.windows.change(actor, window, expectedVersion(typeof match === 'string' ? match : undefined), wish);
    reply.header('etag', etag(view.version));
    return view;
  }

  @Serves(ROUTES.endSuppression)
  end(@CheckedPath('id', id) window: string, @Who() { actor }: Principal): Promise<SuppressionView> { return this.windows.end(actor, window); }
}
