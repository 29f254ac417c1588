#!/usr/bin/env node
/** `npm run check`: types, lint, import rules, and whether the generated documents agree with the code. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { demandNode } from './lib/node-version.mjs';
import { ROOT } from './lib/root.mjs';
import { quietly } from './lib/run.mjs';
import { say } from './lib/say.mjs';

demandNode();
await ensureInstalled();
await ensureBuilt('server');

const bin = (path) => join(ROOT, 'node_modules', path);
const web = existsSync(join(ROOT, 'apps/web/tsconfig.json'));
const CHECKS = [
  ['类型', 'types', [bin('typescript-7/bin/tsc'), '--noEmit', '-p', 'tsconfig.json']],
  ...(web ? [['网页类型', 'web types', [bin('vue-tsc/bin/vue-tsc.js'), '--noEmit', '-p', 'apps/web/tsconfig.json']], ['网页测试类型', 'types of the web specs', [bin('typescript-7/bin/tsc'), '--noEmit', '-p', 'apps/web/tsconfig.spec.json']]] : []),
  ['规范', 'lint', [bin('oxlint/bin/oxlint'), '--deny-warnings']],
  ['引用规则', 'import rules', [bin('dependency-cruiser/bin/dependency-cruise.mjs'), ...['apps', 'libs', 'test', 'bench'].filter((folder) => existsSync(join(ROOT, folder))), '--config', '.dependency-cruiser.cjs']],
  ['生成的文档', 'generated documents', [join(ROOT, 'dist/apps/server/src/main.js'), 'docs', '--check']],
];

/** Side by side; each says what it has to say when it is over. */
const failed = (await Promise.all(CHECKS.map(async ([zh, en, args]) => {
  const { code, said } = await quietly(process.execPath, args);
  say(`${code === 0 ? '✔' : '✘'} ${zh}`, `${code === 0 ? '✔' : '✘'} ${en}`);
  if (code !== 0) console.error(said.trim());
  return code === 0 ? [] : [[zh, en]];
}))).flat();
if (failed.length === 0) say('\n全部通过。', '\nAll checks passed.');
else say(`\n未通过：${failed.map(([zh]) => zh).join('、')}`, `\nFailed: ${failed.map(([, en]) => en).join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
