import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { mapOf } from './compiled.mjs';

/** Node reads the sources as they stand, from here on, in this process. */
register('./typescript.mjs', import.meta.url);

/** What jest's frame of a test file leaves on the one global object. */
const HANDLERS = Symbol.for('EVENT_HANDLERS');

/** Where jest finds the map of a source that stands in a stack: looked up when it is asked for. */
class SourceMaps extends Map {
  get(source) {
    if (!this.has(source) && /^file:.*\.ts(\?\d+)?$/.test(source)) {
      const map = mapOf(fileURLToPath(source.replace(/\?\d+$/, '')));
      if (map !== undefined) this.set(source, map);
    }
    return super.get(source);
  }
}

/**
 * A test file runs in Node as it is, not in a realm of its own: what it imports is loaded once a process, by Node, as in the real program.
 * So nothing may be left behind by a test that another could trip over; jest's own traces are taken away here.
 */
export default class NativeEnvironment {
  global = globalThis;
  sourceMaps = new SourceMaps();
  /** Jest's runner asks for no more than that there is such a function. */
  getVmContext() { return null; }

  constructor() { this.before = { console: globalThis.console, exit: process.exit, env: { ...process.env } }; }

  async setup() { delete globalThis[HANDLERS]; }

  async teardown() {
    globalThis.console = this.before.console;
    process.exit = this.before.exit;
    for (const name of Object.keys(process.env)) if (!(name in this.before.env)) delete process.env[name];
    Object.assign(process.env, this.before.env);
  }
}
