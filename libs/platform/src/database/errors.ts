import { QueryFailedError } from 'typeorm';

/** The database cannot be reached or refuses everybody just now: nobody's fault, worth trying again. Answered as 503 with Retry-After. */
export class DatabaseUnavailable extends Error {
  /** Seconds after which asking again makes sense. */
  readonly retryAfter = 5;
  constructor(cause: unknown) {
    super('the database is not available', { cause });
    this.name = 'DatabaseUnavailable';
  }
}

/** SQLSTATE of a failed statement ('23505', '40001' …), or null where the error is not the database's. */
export function sqlState(error: unknown): string | null {
  const code = (driverError(error) as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code) ? code : null;
}

/** Name of the constraint a statement broke, or null. */
export function brokenConstraint(error: unknown): string | null {
  const name = (driverError(error) as { constraint?: unknown } | null)?.constraint;
  return typeof name === 'string' ? name : null;
}

const driverError = (error: unknown): unknown => (error instanceof QueryFailedError ? error.driverError : error);

/** Serialization failure and deadlock: the same transaction run again may succeed. */
export const isConflict = (error: unknown): boolean => ['40001', '40P01'].includes(sqlState(error) ?? '');

const GONE_STATES = /^(08...|57P0[123]|53300)$/;
const GONE_CODES = ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNABORTED'];
const GONE_WORDS = /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|client was closed|not queryable|driver not connected|Connection ended|Cannot use a pool after/i;

/** Whether an error means that the database is away, rather than that the statement was wrong. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseUnavailable) return true;
  const cause = driverError(error);
  if (cause instanceof AggregateError) return cause.errors.some(isUnavailable);
  const code = (cause as { code?: unknown } | null)?.code;
  if (typeof code === 'string' && (GONE_CODES.includes(code) || GONE_STATES.test(code))) return true;
  return cause instanceof Error && GONE_WORDS.test(cause.message);
}
