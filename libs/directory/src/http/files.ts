import { ProblemError } from '#platform';
import type { SignedRequest } from '../access/guard.js';
import { TABLE_TYPES, type TableColumn, type TableFormat } from '../tabular/table.js';
import { writeTable } from '../tabular/write.js';
import type { Reply } from './conditional.js';

/** A request whose body is a file, taken whole by `RuleFiles`. */
export interface Uploaded extends SignedRequest { readonly body?: unknown }

/** @throws ProblemError unsupported-media */
export function fileOf({ body }: Uploaded): Buffer {
  if (Buffer.isBuffer(body)) return body;
  throw new ProblemError('unsupported-media', { detail: 'Send the file itself as application/octet-stream. 请以 application/octet-stream 发送文件本身。' });
}

/** Answers a list as a file to be saved under `name`. */
export async function sendTable<R>(reply: Reply, name: string, columns: readonly TableColumn<R>[], rows: readonly R[], format: TableFormat): Promise<void> {
  const file = await writeTable(name, columns, rows, format);
  reply.header('content-disposition', `attachment; filename="${name}.${format}"`).header('cache-control', 'private, no-cache').header('content-type', TABLE_TYPES[format]).send(file);
}
