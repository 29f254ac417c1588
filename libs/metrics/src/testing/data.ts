import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Rows of a table that lies outside the repository: GRID_TEST_DATA, else `../shared/data` beside it. Null, with one clear line, where it is not. Whatever ends its lines. */
export function outsideTable(file: string): Record<string, string>[] | null {
  const path = join(process.env['GRID_TEST_DATA'] ?? resolve(process.cwd(), '..', 'shared', 'data'), file);
  if (!existsSync(path)) { process.stderr.write(`no ${path} (set GRID_TEST_DATA): nothing of it was tried\n`); return null; }
  const [head = [], ...rows] = records(readFileSync(path, 'utf8'));
  return rows.filter((r) => r.length > 1).map((r) => Object.fromEntries(head.map((name, i) => [name, r[i] ?? ''])));
}

/** CSV with quotes, and with CR, LF or both at the end of a line. */
function records(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, field = '', end = ''] of text.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n?|\n|$)/g)) {
    rows.at(-1)?.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end !== ',' && end !== '') rows.push([]);
  }
  return rows;
}
