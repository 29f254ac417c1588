import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT } from './root.mjs';
import { busy, quietly } from './run.mjs';
import { chinese, fail } from './say.mjs';

const TARGETS = {
  server: {
    sources: ['apps/server', 'apps/simulator', 'libs', 'bench', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'], made: 'dist/apps/server/src/main.js',
    // Types are the check's: writing the files takes a quarter of the time without.
    command: ['node_modules/typescript-7/bin/tsc', '-p', 'tsconfig.build.json', '--noCheck'],
  },
  web: { sources: ['apps/web', 'libs/domain', 'libs/contract', 'package-lock.json'], made: 'dist/web/index.html', command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'apps/web/vite.config.ts', '--logLevel', 'warn'] },
};
const NAMES = { server: chinese ? '构建服务端' : 'Building the server', web: chinese ? '构建网页' : 'Building the web app' };

/** Builds what is not there or whose sources have changed since; the hash of the sources is kept beside the result. Throws with what the compiler said. */
export async function build(...targets) {
  for (const name of targets) {
    const { sources, made, command } = TARGETS[name];
    if (name === 'web' && !existsSync(join(ROOT, 'apps/web/vite.config.ts'))) continue;
    const stamp = join(ROOT, 'dist', `.${name}.stamp`);
    const hash = hashOf(sources);
    if (existsSync(join(ROOT, made)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) continue;
    const done = busy(NAMES[name]);
    const { code, said } = await quietly(process.execPath, command, { env: { ...process.env, NODE_OPTIONS: '' } });
    done();
    if (code !== 0) throw new Error(/ENOSPC/.test(said) ? (chinese ? '磁盘已满，无法构建。' : 'The disk is full: building is not possible.') : `${NAMES[name]}${chinese ? '失败：' : ' failed:'}\n${said.trim().split('\n').slice(-25).join('\n')}`);
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, hash);
  }
}

/** The same; a failure ends the process with what the compiler said. */
export const ensureBuilt = (...targets) => build(...targets).catch((error) => fail(error.message, error.message));

function hashOf(sources) {
  const hash = createHash('sha256');
  for (const source of sources) for (const file of files(join(ROOT, source))) hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function files(path) {
  if (!existsSync(path)) return [];
  const entries = statOf(path);
  if (entries === null) return [path];
  return entries.filter((entry) => entry.name !== 'node_modules' && !entry.name.endsWith('.spec.ts')).sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? files(join(path, entry.name)) : entry.isFile() ? [join(path, entry.name)] : []));
}

/** Null for a file. */
function statOf(path) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return null;
  }
}
