import { execFileSync } from 'node:child_process';
import { cpus, freemem, loadavg, totalmem } from 'node:os';
import { createRequire } from 'node:module';

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
const require = createRequire(import.meta.url);

/** The lines that every figure is printed under: a number without its machine says nothing. */
export function machine(): string[] {
  const [first] = cpus();
  return [
    `cpu      ${first?.model.trim() ?? 'unknown'} × ${cpus().length}`,
    `memory   ${gibibytes(totalmem())}, ${gibibytes(freemem())} free`,
    `load     ${loadavg().map((l) => l.toFixed(2)).join(' ')} (other work on the machine lowers every figure below)`,
    `system   ${process.platform} ${process.arch}`,
    `versions node ${process.versions.node}, v8 ${process.versions.v8}${packages()}${redis()}`,
  ];
}

function packages(): string {
  const versions = ['pg', 'bullmq', 'typeorm', '@nestjs/core'].map((name) => {
    try { return `${name} ${(require(`${name}/package.json`) as { version: string }).version}`; } catch { return null; }
  });
  return versions.filter((v) => v !== null).map((v) => `, ${v}`).join('');
}

function redis(): string {
  const version = redisVersion();
  return version === null ? ', no redis-server on the PATH' : `, redis-server ${version}`;
}

/** The version of the redis-server on the PATH, or null where there is none. */
export function redisVersion(): string | null {
  try { return /v=(\S+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' }))?.[1] ?? 'unknown'; } catch { return null; }
}
