import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';
import { busy, quietly } from './run.mjs';
import { chinese, fail } from './say.mjs';

const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? {};

/** Whether node_modules holds what package-lock.json says: npm keeps its own record of what it put there. */
export function installed() {
  const record = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const [wanted, have] = [packages(join(ROOT, 'package-lock.json')), packages(record)];
  return Object.entries(wanted).every(([path, { version, optional, link }]) => path === '' || link || (have[path] ? have[path].version === version : optional === true));
}

/** Installs the packages when they are missing or package-lock.json has changed. */
export async function ensureInstalled() {
  if (installed()) return;
  const done = busy(chinese ? '安装依赖（首次约一分钟）' : 'Installing packages (about a minute the first time)');
  const { code, said } = await quietly(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { shell: process.platform === 'win32' });
  done();
  if (code === 0) return;
  const last = said.trim().split('\n').slice(-15).join('\n');
  if (/ENOSPC/.test(said)) fail('磁盘已满，无法安装依赖。请腾出约 1 GB 空间后重试。', 'The disk is full: packages cannot be installed. Free about 1 GB and try again.');
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED/.test(said)) fail(`无法连接 npm 软件源，请检查网络或 npm 的 registry 设置。\n${last}`, `The npm registry cannot be reached: check the network or npm's registry setting.\n${last}`);
  fail(`安装依赖失败：\n${last}`, `Installing the packages failed:\n${last}`);
}
