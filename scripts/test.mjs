#!/usr/bin/env node
/**
 * `npm test`: sets up what is missing, runs every suite this machine can run, says which back ends were covered,
 * and prints as its very last line `N passed, N failed`. `npm test -- --only stories` runs one suite; what follows goes to jest.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build } from './lib/build.mjs';
import { browserPath } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { demandNode } from './lib/node-version.mjs';
import { redis } from './lib/redis.mjs';
import { ROOT } from './lib/root.mjs';
import { run } from './lib/run.mjs';
import { suiteOf } from './lib/suites.mjs';
import { say, warn } from './lib/say.mjs';

demandNode();
const [only, rest] = options(process.argv.slice(2));
await ensureInstalled();

const sum = { passed: 0, failed: 0, skipped: 0 };
const notes = [];
const browser = browserPath();
const store = redis();
const reports = mkdtempSync(join(tmpdir(), 'grid-tests-'));

try {
  await build('server');
  if (browser) await build('web');
} catch (error) {
  warn(error.message, error.message);
  sum.failed++;
}

/** All in one pool: whoever waits, for a killed process or a page, leaves its core to another. */
const SUITES = ['unit', 'stories', 'chaos', ...(browser ? ['web'] : [])];
const suites = only.length > 0 ? only : SUITES;
await jest(suites, availableParallelism() + 1);
rmSync(reports, { recursive: true, force: true });

say('', '');
for (const [zh, en] of notes) say(zh, en);
if (store) say(`故事测试已覆盖：PostgreSQL、${store}`, `stories ran on: PostgreSQL, ${store}`);
else say('故事测试已覆盖：PostgreSQL；未找到 redis-server，Redis 未覆盖', 'stories ran on: PostgreSQL; Redis not found: not covered');
if (!browser) say('未找到 Chromium，网页测试未运行', 'Chromium not found: web tests did not run');
process.exitCode = sum.failed === 0 ? 0 : 1;
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`);

/** Runs the suites and adds up what jest counted; a file that could not even run is a failure. */
async function jest(suites, parallel) {
  const report = join(reports, 'report.json');
  const args = [join(ROOT, 'node_modules/jest/bin/jest.js'), '--selectProjects', ...suites, '--json', `--outputFile=${report}`, `--maxWorkers=${parallel}`, '--passWithNoTests', '--forceExit', ...rest];
  const code = await run(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const result = read(report);
  if (result === null) {
    notes.push([`jest 未能运行（退出码 ${code}）`, `jest could not run (exit code ${code})`]);
    sum.failed++;
    return;
  }
  for (const suite of suites) {
    const files = result.testResults.filter(({ name }) => suiteOf(relative(ROOT, name)) === suite);
    const count = (...statuses) => files.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => statuses.includes(status)).length;
    // A file that fails to load has no tests to count, and must not pass for that.
    const broken = files.filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed')).length;
    const passed = count('passed'), failed = count('failed') + broken, seconds = Math.round(files.reduce((all, { startTime, endTime }) => all + endTime - startTime, 0) / 1000);
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += count('pending', 'todo');
    notes.push([`${suite}：通过 ${passed}，失败 ${failed}（${files.length} 个文件，共 ${seconds} 秒）`, `${suite}: ${passed} passed, ${failed} failed (${files.length} files, ${seconds} s of them)`]);
  }
  if (code !== 0 && sum.failed === 0) sum.failed++;
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function options(args) {
  const chosen = [];
  const others = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--only') chosen.push(...(args[++i] ?? '').split(','));
    else others.push(args[i]);
  }
  return [chosen, others];
}
