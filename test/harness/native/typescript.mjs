import { transform } from '@swc/core';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ROOT } from '../../../scripts/lib/root.mjs';

const swc = JSON.parse(readFileSync(`${ROOT}/.swcrc`, 'utf8'));
const { imports } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8'));
/** The subpath imports of package.json, pointed at the sources: tests need no build. */
const SOURCES = new Map(Object.entries(imports).map(([name, { types }]) => [name, pathToFileURL(`${ROOT}/${types.replace('.d.mts', '.mjs')}`).href]));
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
  const filename = fileURLToPath(url.replace(/\?\d+$/, ''));
  const { code } = await transform(await readFile(filename, 'utf8'), { ...swc, filename, swcrc: false });
  return { format: 'module', source: code, shortCircuit: true };
}
