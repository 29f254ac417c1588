import { spawn } from 'node:child_process';
import { ROOT } from './root.mjs';

/** Runs a program in the project's folder with the terminal as its own; answers its exit code (128 + n after signal n). */
export function run(command, args, options = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    child.once('error', () => done(127));
    child.once('close', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1)));
  });
}

/** The same, silent unless it fails: answers the exit code and what it said. */
export function quietly(command, args, options = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => { said += chunk; });
    child.once('error', (error) => done({ code: 127, said: String(error.message) }));
    child.once('close', (code) => done({ code: code ?? 1, said }));
  });
}

/** While something long runs: a line that lives, or a line now and then where nobody looks. Answers how to end it. */
export function busy(text) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  if (!process.stderr.isTTY) {
    console.error(`${text} …`);
    const timer = setInterval(() => console.error(`${text} … ${seconds()} s`), 20_000);
    return () => clearInterval(timer);
  }
  const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
  let at = 0;
  const timer = setInterval(() => process.stderr.write(`\r\x1b[K${frames[at++ % frames.length]} ${text} ${seconds()} s`), 120);
  return () => { clearInterval(timer); process.stderr.write('\r\x1b[K'); };
}
