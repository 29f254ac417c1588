import type { Problem } from '#contract';

/** An HTTP answer: `body` as the contract says, or the problem document when `ok` is false. */
export interface Answer<T> {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
  readonly problem: Problem | null;
}

/** Speaks to a server as one person, keeping the session cookie. */
export class Client {
  constructor(readonly url: string) {}
}
