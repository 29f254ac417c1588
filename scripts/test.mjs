#!/usr/bin/env node
/**
 * `npm test`: sets up what is missing, runs every suite this machine can run, says which back ends were covered,
 * and prints as its very last line `N passed, N failed`. `npm test -- --only stories` runs one suite; what follows goes to jest.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './lib/build.mjs';
import { browserPath } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { demandNode } from './lib/node-version.mjs';
import { redis } from './lib/redis.mjs';
import { ROOT } from './lib/root.mjs';
import { quietly, run } from './lib/run.mjs';
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

const workers = Math.max(1, Math.min(4, availableParallelism()));
// Chaos mostly waits for processes that it has killed, so the browser has a core beside it; nothing in either measures time.
const SUITES = [[['unit', workers]], [['stories', workers]], [['chaos', 1], ...(browser ? [['web', 1]] : [])], ...(browser ? [[['pictures', 1]]] : [])];
/** Runs only when it is asked for by name. */
const ON_DEMAND = ['pictures'];
for (const beside of SUITES) {
  const wanted = beside.filter(([suite]) => (only.length === 0 ? !ON_DEMAND.includes(suite) : only.includes(suite)));
  await Promise.all(wanted.map(([suite, parallel], i) => jest(suite, parallel, i > 0)));
}
rmSync(reports, { recursive: true, force: true });

say('', '');
for (const [zh, en] of notes) say(zh, en);
if (store) say(`故事测试已覆盖：PostgreSQL、${store}`, `stories ran on: PostgreSQL, ${store}`);
else say('故事测试已覆盖：PostgreSQL；未找到 redis-server，Redis 未覆盖', 'stories ran on: PostgreSQL; Redis not found: not covered');
if (!browser) say('未找到 Chromium，网页测试未运行', 'Chromium not found: web tests did not run');
process.exitCode = sum.failed === 0 ? 0 : 1;
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`);

/** Runs one suite and adds up what jest counted; a file that could not even run is a failure. One that runs `beside` another says what it has to say when it is over. */
async function jest(suite, parallel, beside) {
  if (!beside) say(`\n── ${suite}`, `\n── ${suite}`);
  const report = join(reports, `${suite}.json`);
  const started = Date.now();
  const args = [join(ROOT, 'node_modules/jest/bin/jest.js'), '--selectProjects', suite, '--json', `--outputFile=${report}`, `--maxWorkers=${parallel}`, '--passWithNoTests', '--forceExit', ...rest];
  const env = { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings', ...(browser && { CHROMIUM: browser }) };
  const { code, said } = beside ? await quietly(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], env }) : { code: await run(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env }), said: '' };
  if (beside) process.stderr.write(`\n── ${suite}\n${said}`);
  const result = read(report);
  if (result === null) {
    notes.push([`${suite}：jest 未能运行（退出码 ${code}）`, `${suite}: jest could not run (exit code ${code})`]);
    sum.failed++;
    return;
  }
  // A suite that fails to load has no tests to count, and must not pass for that.
  const broken = result.testResults.filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed')).length;
  const failed = result.numFailedTests + broken;
  sum.passed += result.numPassedTests;
  sum.failed += failed + (code !== 0 && failed === 0 ? 1 : 0);
  sum.skipped += result.numPendingTests + result.numTodoTests;
  const seconds = Math.round((Date.now() - started) / 1000);
  notes.push([`${suite}：通过 ${result.numPassedTests}，失败 ${failed}（${seconds} 秒）`, `${suite}: ${result.numPassedTests} passed, ${failed} failed (${seconds} s)`]);
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
