import { Injectable } from '@nestjs/common';
import type { NoticeView } from '#contract';
import type { UserId } from '#domain';

/** Puts a notice on the screens its recipient has open in this process; bind it to the notices library's NOTICE_SINK. */
@Injectable()
export class NoticePush {
  private out: ((recipient: UserId, notice: NoticeView) => void) | null = null;

  /** The gateway connects itself once it has a server. */
  connect(out: (recipient: UserId, notice: NoticeView) => void): void { this.out = out; }

  push(recipient: UserId, notice: NoticeView): void { this.out?.(recipient, notice); }
}
