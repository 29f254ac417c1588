import { createHash } from 'node:crypto';
import { header, type Headers } from '../access/origin.js';

/** As much of the HTTP answer as is needed here. */
export interface Reply {
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body?: unknown): unknown;
}

/** JSON that is asked for again and again: made once, sent with a strong ETag of its content, 304 to whoever has it. */
export interface Conditional {
  readonly etag: string;
  readonly body: string;
  readonly type: string;
}

export const conditional = (value: unknown, type = 'application/json; charset=utf-8'): Conditional => {
  const body = JSON.stringify(value);
  return { body, type, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
};

/** Clients keep it and ask each time whether it still holds. */
export function answer(headers: Headers, reply: Reply, { etag, body, type }: Conditional): void {
  reply.header('etag', etag).header('cache-control', 'private, no-cache');
  if (asked(header(headers, 'if-none-match')).includes(etag)) reply.code(304).send();
  else reply.code(200).header('content-type', type).send(body);
}

/** Weak comparison (RFC 9110 13.1.2): a proxy that compresses makes our tag weak, the content is the same. */
const asked = (said: string | null): string[] => (said ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
