import { PROBLEM_CODES, problemAdvice, problemTitle, STATUS, type Language, type Problem, type ProblemCode } from '#contract';
import { isUnavailable, ProblemError, sqlState, type FieldFault, type ProblemMore } from '#platform';
import { HttpException } from '@nestjs/common';
import { JsonError } from './json.js';

export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Problem;
  /** Nobody foresaw it: log the error whole. */
  readonly unexpected: boolean;
}

export interface Asked {
  readonly method: string;
  /** The path without its query. */
  readonly path: string;
  readonly language: Language;
  readonly requestId: string;
  /** The methods that the path does have, when it has any. */
  readonly methods: readonly string[];
}

type More = ProblemMore;
const known = (code: string): code is ProblemCode => (PROBLEM_CODES as readonly string[]).includes(code);

/** Whatever was thrown, as an RFC 9457 document: what we foresaw by its code, the rest as `internal` with the id that stands in the log. */
export function problemOf(error: unknown, asked: Asked): ProblemAnswer {
  const [code, more] = read(error, asked);
  const { detail, errors, allowed, stage, current, retryAfter, attemptsLeft, limit, instead } = more;
  const status = more.status ?? STATUS[code];
  const advice = problemAdvice(code, asked.language);
  const body = {
    type: `/api/docs/problems#${code}`, title: more.title ?? problemTitle(code, asked.language), status, code, instance: asked.path,
    detail: code === 'internal' ? `${advice} (${asked.requestId})` : (detail ?? advice),
    ...(errors && { errors: errors.map((fault) => told(fault, asked.language)) }),
    ...(allowed && { allowed }), ...(stage !== undefined && { stage }), ...(current !== undefined && { current }), ...(retryAfter !== undefined && { retryAfter }), ...(attemptsLeft !== undefined && { attemptsLeft }),
    ...(limit !== undefined && { limit }), ...(instead !== undefined && { instead }),
  } as Problem;
  return {
    status, body, unexpected: code === 'internal',
    headers: {
      'content-type': 'application/problem+json; charset=utf-8', 'content-language': asked.language, 'cache-control': 'no-store', 'x-problem-code': code,
      ...more.headers, ...(retryAfter !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) }),
      ...(code === 'method-not-allowed' && { allow: asked.methods.join(', ') }),
      ...(code === 'not-signed-in' && { 'www-authenticate': 'Bearer' }),
    },
  };
}

function read(error: unknown, asked: Asked): [ProblemCode, More] {
  if (error instanceof ProblemError) return [known(error.code) ? error.code : 'internal', error.more];
  if (error instanceof JsonError) return ['malformed-json', { detail: error.message }];
  if (isUnavailable(error)) return ['unavailable', { retryAfter: 5 }];
  if (UNHOLDABLE.includes(sqlState(error) ?? '')) return ['invalid-input', {}];
  if (error instanceof HttpException) return error.cause !== undefined ? read(error.cause, asked) : ofStatus(error.getStatus(), asked);
  const { code, statusCode } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; statusCode?: unknown };
  if (typeof code === 'string') {
    const named = FOREIGN.find(([pattern]) => pattern.test(code));
    if (named) return [named[1], named[2]];
  }
  if (error instanceof Error && MULTIPART.test(error.message)) return ['invalid-input', { errors: [{ pointer: '', code: 'multipart', message: error.message.slice(0, 200) }] }];
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? ofStatus(statusCode, asked) : ['internal', {}];
}

/** What other people's code throws, by its code: Fastify's and its multipart reader's. */
const FOREIGN: readonly (readonly [RegExp, ProblemCode, More])[] = [
  [/^FST_(ERR_CTP_BODY_TOO_LARGE|REQ_FILE_TOO_LARGE|FILES_LIMIT|PARTS_LIMIT|FIELDS_LIMIT)$/, 'too-large', {}],
  [/^FST_(ERR_CTP_INVALID_MEDIA_TYPE|INVALID_MULTIPART_CONTENT_TYPE|ERR_CTP_INVALID_TYPE|ERR_CTP_EMPTY_TYPE)$/, 'unsupported-media', {}],
  [/^FST_ERR_CTP_(EMPTY_JSON_BODY|INVALID_JSON_BODY|INVALID_CONTENT_LENGTH)$/, 'malformed-json', {}],
  [/^FST_(PROTO_VIOLATION|NO_FORM_DATA|INVALID_JSON_FIELD_ERROR)$/, 'invalid-input', { errors: [{ pointer: '', code: 'multipart', message: 'the multipart body cannot be read', zh: '表单数据无法读取' }] }],
  [/^FST_ERR_(BAD_URL|MAX_PARAM_LENGTH|ASYNC_CONSTRAINT|ROUTE_.*)$/, 'not-found', {}],
];
/** SQLSTATEs of a value that PostgreSQL cannot hold and that came past a schema: a NUL character, an unknown encoding, a number out of range. */
const UNHOLDABLE = ['22021', '22P05', '22P02', '22003', '22007', '22008'];
const MULTIPART = /^(Multipart: |Malformed part header|Unexpected end of (form|multipart)|Part terminated early|Unsupported content type: multipart)/i;

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'invalid-input', 401: 'not-signed-in', 403: 'no-right', 405: 'method-not-allowed', 406: 'unsupported-media', 409: 'still-running', 412: 'version-mismatch', 413: 'too-large', 415: 'unsupported-media',
  416: 'range-not-satisfiable', 422: 'invalid-input', 428: 'precondition-required', 429: 'too-many-attempts', 503: 'unavailable',
};

function ofStatus(status: number, asked: Asked): [ProblemCode, More] {
  if (status === 404 || status === 414) return asked.methods.length > 0 && !asked.methods.includes(asked.method) ? ['method-not-allowed', {}] : ['not-found', {}];
  const code = BY_STATUS[status] ?? (status < 500 ? 'invalid-input' : 'internal');
  return [code, code === 'unavailable' ? { retryAfter: 5 } : {}];
}

const told = ({ pointer, code, message, zh, at }: FieldFault, language: Language) => ({ pointer, code, message: language === 'zh' ? (zh ?? message) : message, ...(at && { at }) });
