import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { noticesQuerySchema, readAllSchema, ROUTES, type NoticePreference, type NoticeReceipt, type NoticeView } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import type { CaseId, Role } from '#domain';
import { CheckedBody, CheckedPath, CheckedQuery, ProblemError } from '#platform';
import { Notices } from '../notices.js';
import { Preferences } from '../preferences.js';
import { Receipts } from '../receipts.js';

const CENTRE: readonly Role[] = ['dispatcher', 'supervisor', 'leader', 'operator'];

/** What I was told, and how I want to be told. */
@Controller()
export class NoticesController {
  constructor(private readonly notices: Notices, private readonly preferences: Preferences, private readonly receipts: Receipts) {}

  @Serves(ROUTES.notices)
  list(@CheckedQuery(noticesQuerySchema) { unread, before, limit }: z.infer<typeof noticesQuerySchema>, @Who() who: Principal): Promise<NoticeView[]> {
    return this.notices.list(who.actor.id, limit, unread === 'true', before ?? null);
  }

  @Serves(ROUTES.readNotice)
  async read(@CheckedPath('id', ROUTES.readNotice.params.shape.id) id: string, @Who() who: Principal): Promise<void> {
    if (!(await this.notices.read(id, who.actor.id))) throw new ProblemError('not-found');
  }

  @Serves(ROUTES.readNotices)
  async readAll(@CheckedBody(readAllSchema) { until }: z.infer<typeof readAllSchema>, @Who() who: Principal): Promise<{ unread: number }> {
    await this.notices.readAll(who.actor.id, until);
    return this.unread(who);
  }

  @Serves(ROUTES.unread)
  async unread(@Who() who: Principal): Promise<{ unread: number }> { return { unread: await this.notices.unread(who.actor.id) }; }

  @Serves(ROUTES.noticePreference)
  preference(@Who() who: Principal): Promise<NoticePreference> { return this.preferences.of(who.actor.id); }

  @Serves(ROUTES.setNoticePreference)
  setPreference(@CheckedBody(ROUTES.setNoticePreference.body.schema) preference: NoticePreference, @Who() who: Principal): Promise<NoticePreference> { return this.preferences.set(who.actor.id, preference); }

  @Serves(ROUTES.caseNotices)
  async ofCase(@CheckedPath('id', ROUTES.caseNotices.params.shape.id) id: CaseId, @Who() who: Principal): Promise<NoticeReceipt[]> {
    if (!CENTRE.includes(who.actor.role)) throw new ProblemError('no-right');
    return this.receipts.of(id);
  }
}
