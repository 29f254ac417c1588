import { Controller } from '@nestjs/common';
import { noticesQuerySchema, ROUTES, type NoticeView } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { CheckedPath, CheckedQuery, ProblemError } from '#platform';
import { Notices } from '../notices.js';

@Controller()
export class NoticesController {
  constructor(private readonly notices: Notices) {}

  @Serves(ROUTES.notices)
  list(@CheckedQuery(noticesQuerySchema) { unread, limit }: { unread?: 'true' | 'false'; limit: number }, @Who() who: Principal): Promise<NoticeView[]> {
    return this.notices.list(who.actor.id, limit, unread === 'true');
  }

  @Serves(ROUTES.readNotice)
  async read(@CheckedPath('id', ROUTES.readNotice.params.shape.id) id: string, @Who() who: Principal): Promise<void> {
    if (!(await this.notices.read(id, who.actor.id))) throw new ProblemError('not-found');
  }
}
