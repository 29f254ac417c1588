#!/usr/bin/env node
/** `npm start`: sets up what is missing, then runs the demo county. Options are passed on: `npm start -- --port 3100`. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { demandNode } from './lib/node-version.mjs';
import { ROOT } from './lib/root.mjs';
import { fail } from './lib/say.mjs';

demandNode();
await ensureInstalled();
await ensureBuilt('server', 'web');

const args = process.argv.slice(2);
const demo = args.includes('--no-demo') ? [] : ['--demo'];
const child = spawn(process.execPath, ['--enable-source-maps', join(ROOT, 'dist/apps/server/src/main.js'), 'serve', ...demo, ...args.filter((arg) => arg !== '--no-demo')], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], cwd: ROOT });
// The channel says nothing: when this process is killed it closes, and the server stops by itself.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('error', (error) => fail(`无法启动：${error.message}`, `Cannot start: ${error.message}`));
child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
