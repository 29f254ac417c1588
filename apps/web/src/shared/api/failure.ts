import type { Problem, ProblemCode } from '#contract';

/** The server answered and said no; `problem` says what and what is allowed now. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem, readonly requestId: string | null) {
    super(problem.title);
    this.name = 'ProblemError';
  }
  is(...codes: readonly ProblemCode[]): boolean { return codes.includes(this.problem.code); }
}

/** No answer arrived: the network or the server is away. Whether the request did something is unknown. */
export class Unreachable extends Error {
  constructor(cause?: unknown) {
    super('no answer', { cause });
    this.name = 'Unreachable';
  }
}

/** Our own page called it off: the session ended, or somebody left the page. Nobody needs to be told. */
export class CalledOff extends Error {
  constructor() {
    super('called off');
    this.name = 'CalledOff';
  }
}

/** Sending the very same again may succeed. */
export const mayRetry = (error: unknown): boolean => error instanceof Unreachable || (error instanceof ProblemError && error.problem.status >= 500);
