import { register } from 'node:module';

/** Node reads the sources as they stand, from here on, in this process. */
register('./typescript.mjs', import.meta.url);
process.setSourceMapsEnabled(true);

/** What jest's own parts leave on the one global object from file to file. */
const LEFT = [Symbol.for('EVENT_HANDLERS'), Symbol.for('TEST_TIMEOUT_SYMBOL')];

/**
 * A test file runs in Node as it is, not in a realm of its own: what it imports is loaded once a process, by Node, as in the real program.
 * So nothing may be left behind by a test that another could trip over; jest's own traces are taken away here.
 */
export default class NativeEnvironment {
  global = globalThis;
  /** Jest's runner asks for no more than that there is such a function. */
  getVmContext() { return null; }

  constructor() { this.before = { console: globalThis.console, exit: process.exit, env: { ...process.env } }; }

  async setup() { for (const symbol of LEFT) delete globalThis[symbol]; }

  async teardown() {
    globalThis.console = this.before.console;
    process.exit = this.before.exit;
    for (const name of Object.keys(process.env)) if (!(name in this.before.env)) delete process.env[name];
    Object.assign(process.env, this.before.env);
  }
}
