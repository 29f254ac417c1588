import type { NoticeView } from '#contract';
import type { UserId } from '#domain';

/** Where in-app notices go: the process that holds the sockets binds its own; without one a notice waits in the list. */
export const NOTICE_SINK = Symbol('NoticeSink');
/** Puts a notice on the screens its recipient has open. */
export interface NoticeSink {
  push(recipient: UserId, notice: NoticeView): void | Promise<void>;
}
