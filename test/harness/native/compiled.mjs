import { transform } from '@swc/core';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/root.mjs';

const swc = readFileSync(join(ROOT, '.swcrc'), 'utf8');
const FOLDER = join(ROOT, '.data', 'test', 'compiled');

/** Where the program that a source becomes is kept, and its map: by what it is made of. */
function placeOf(filename, source) {
  const key = createHash('sha256').update(swc).update(filename).update(source).digest('hex').slice(0, 32);
  return { code: join(FOLDER, `${key}.mjs`), map: join(FOLDER, `${key}.map`) };
}

/** The program of a TypeScript source, as the build makes it; made once for each state of the source. */
export async function compiled(filename) {
  const source = await readFile(filename, 'utf8'), place = placeOf(filename, source);
  if (existsSync(place.code)) return readFile(place.code, 'utf8');
  const { code, map } = await transform(source, { ...JSON.parse(swc), filename, sourceFileName: filename, sourceMaps: true, swcrc: false });
  mkdirSync(FOLDER, { recursive: true });
  // Workers make the same at the same time: each puts a whole file in place.
  for (const [path, text] of [[place.map, map ?? '{}'], [place.code, code]]) {
    const own = `${path}.${randomUUID()}`;
    await writeFile(own, text);
    await rename(own, path);
  }
  return code;
}

/** The file with the map of a source; undefined where there is none. */
export function mapOf(filename) {
  const { map } = placeOf(filename, readFileSync(filename, 'utf8'));
  return existsSync(map) ? map : undefined;
}
