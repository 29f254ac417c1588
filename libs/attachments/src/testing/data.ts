import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Photos and hostile files that lie outside the repository: GRID_TEST_DATA, else `../shared/data` beside it. Null, with one clear line, where they are not. */
export function testData(folder: string): string | null {
  const root = process.env['GRID_TEST_DATA'] ?? resolve(process.cwd(), '..', 'shared', 'data');
  const path = join(root, folder);
  if (existsSync(path)) return path;
  process.stderr.write(`no ${folder} in ${root} (set GRID_TEST_DATA): nothing of it was tried\n`);
  return null;
}

/** All files below a folder, sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder).sort().flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}
