import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The program's own folder: where package.json, rulebook/ and dist/ lie, whether run from the sources or built. */
export const ROOT = ((): string => {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'rulebook'))) return folder;
  return process.cwd();
})();

export const VERSION = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
export const RULEBOOK = join(ROOT, 'rulebook');
export const WEB = join(ROOT, 'dist', 'web');
