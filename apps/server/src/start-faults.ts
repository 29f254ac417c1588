import { RulebookFaults } from '#directory';
import { ConfigError, EmbeddedPostgresError, isUnavailable, sqlState } from '#platform';
import { sentence, type Sentence } from './say.js';

/** What a start or a command failed of, said to the person who gave it: what is wrong and what to do. Null: nobody foresaw it, show the error itself. */
export function explain(error: unknown, asked: { readonly port?: number; readonly database?: string | null } = {}): Sentence | null {
  const code = codeOf(error);
  const port = (error as { port?: unknown } | null)?.port ?? asked.port ?? '';
  if (error instanceof ConfigError) return sentence(`配置有误：\n${error.faults.map((fault) => `  - ${fault}`).join('\n')}\n各项说明见 docs/generated/configuration.md。`, `${error.message}\nEvery setting is described in docs/generated/configuration.md.`);
  if (error instanceof EmbeddedPostgresError) return sentence(error.zh, error.message);
  if (error instanceof RulebookFaults) return sentence(`规则库文件有 ${error.faults.length} 处错误：\n${error.message.split('\n').slice(1).join('\n')}`, error.message);
  if (code === 'EADDRINUSE') return sentence(`端口 ${port} 已被占用。换一个：npm start -- --port ${Number(port) + 1}（或设置 PORT）。`, `Port ${port} is taken. Choose another: npm start -- --port ${Number(port) + 1} (or set PORT).`);
  if (code === 'EACCES' && Number(port) > 0 && Number(port) < 1024) return sentence(`没有权限使用端口 ${port}，请用 1024 以上的端口。`, `No right to open port ${port}; choose one above 1023.`);
  if (code === 'EADDRNOTAVAIL') return sentence('GRID_HOST 不是本机的地址。', 'GRID_HOST is not an address of this machine.');
  if (code === 'ENOSPC' || sqlState(error) === '53100' || /no space left|disk full/i.test(messageOf(error))) return sentence('磁盘已满。请腾出空间后重试；已写入的数据没有损坏。', 'The disk is full. Free some space and try again; what was written is intact.');
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return sentence(`没有写入权限：${messageOf(error)}。请检查 GRID_DATA_DIR。`, `Cannot write: ${messageOf(error)}. Check GRID_DATA_DIR.`);
  if (sqlState(error) === '28P01' || sqlState(error) === '28000') return sentence('数据库拒绝了用户名或密码，请检查 DATABASE_URL。', 'The database refused the user or password; check DATABASE_URL.');
  if (sqlState(error) === '3D000') return sentence('DATABASE_URL 所指的数据库不存在，请先创建（createdb）。', 'The database that DATABASE_URL names does not exist; create it first (createdb).');
  if (sqlState(error) === '42501') return sentence(`数据库用户的权限不足：${messageOf(error)}`, `The database user lacks a right: ${messageOf(error)}`);
  if (isUnavailable(error)) return sentence(`无法连接数据库${place(asked.database)}，请检查它是否在运行，以及 DATABASE_URL。`, `The database${place(asked.database)} cannot be reached. Is it running, and is DATABASE_URL right?`);
  return null;
}

/** Host and port without user and password. */
function place(url: string | null | undefined): string {
  try {
    return url ? ` ${new URL(url).host}` : '';
  } catch {
    return '';
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
function codeOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return code;
  const cause = (error as { cause?: unknown } | null)?.cause;
  return cause === undefined || cause === null ? null : codeOf(cause);
}
