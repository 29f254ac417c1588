/** One fault of the input: an RFC 6901 pointer into the body (''), or `query/name`, `path/name`, `header/name`. */
export interface FieldFault {
  readonly pointer: string;
  readonly code: string;
  /** In English. */
  readonly message: string;
  /** In Chinese, where the checker knows it. */
  readonly zh?: string;
  /** Where it stands in an uploaded file: sheet, row, column; or line and column. */
  readonly at?: Readonly<Record<string, string | number>>;
}

export interface ProblemMore {
  readonly status?: number;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly FieldFault[];
  readonly allowed?: readonly string[];
  readonly stage?: string;
  readonly current?: unknown;
  /** Seconds. */
  readonly retryAfter?: number;
  readonly attemptsLeft?: number;
  readonly limit?: number;
  /** Method and path of the request that would do. */
  readonly instead?: string;
  /** Extra response headers. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A refusal on its way to the client as an RFC 9457 problem document; the server's filter adds status and title by `code`. */
export class ProblemError extends Error {
  constructor(readonly code: string, readonly more: ProblemMore = {}) {
    super(more.detail ?? code, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'ProblemError';
  }
}
