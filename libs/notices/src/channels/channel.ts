import type { NoticeView } from '#contract';
import type { UserId } from '#domain';

/** A way to reach a person. May be asked again for the same notices after a crash: their ids stay the same. Throwing leaves them undelivered, and the queue tries again. */
export interface NoticeChannel {
  readonly name: string;
  deliver(recipient: UserId, notices: readonly NoticeView[]): Promise<void>;
}
