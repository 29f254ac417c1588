import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ROOT } from '../../../scripts/lib/root.mjs';
import { compiled } from './compiled.mjs';

const { imports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
/** The subpath imports of package.json, pointed at the sources: tests need no build. */
const SOURCES = new Map(Object.entries(imports).map(([name, { types }]) => [name, pathToFileURL(join(ROOT, types.replace('.d.mts', '.mjs'))).href]));
/** A file of tests has a number behind it: see `runtime.cjs`. */
const TYPESCRIPT = /\.ts(\?\d+)?$/;

export async function resolve(specifier, context, next) {
  const source = SOURCES.get(specifier);
  if (source !== undefined) return { url: source, shortCircuit: true };
  if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL !== undefined && TYPESCRIPT.test(context.parentURL)) {
    const url = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(url)) return { url: url.href, shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !TYPESCRIPT.test(url)) return next(url, context);
  return { format: 'module', source: await compiled(fileURLToPath(url.replace(/\?\d+$/, ''))), shortCircuit: true };
}
