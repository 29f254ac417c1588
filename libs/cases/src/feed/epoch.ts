import { Injectable } from '@nestjs/common';
import { Database, Meta, randomToken } from '#platform';

const KEY = 'feed-epoch';
const fresh = (): string => randomToken(6);

/** The life of the log that positions belong to. A restore begins another one, so that no old position is taken for a new one. */
@Injectable()
export class FeedEpoch {
  constructor(private readonly meta: Meta) {}
  now(): Promise<string> { return this.meta.once(KEY, fresh); }
}

/** Begins a new epoch: every position handed out before is gone. For `restore`. */
export const renewFeedEpoch = (database: Database): Promise<void> => new Meta(database).set(KEY, fresh());
