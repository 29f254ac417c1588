const { createRequire } = require('node:module');
const { pathToFileURL } = require('node:url');

let files = 0;

/** As much of jest's module system as its runner asks for, all of it Node's own. */
class NativeRuntime {
  constructor(_config, environment) { this.environment = environment; }

  /** Jest's frame of a test file keeps its state in its own module: each file gets a fresh one. */
  requireInternalModule(path) {
    if (/jestAdapterInit/.test(path)) delete require.cache[path];
    return require(path);
  }
  requireModule(path) { return createRequire(path)(path); }
  unstable_shouldLoadAsEsm() { return true; }
  /** A file of tests is evaluated anew each time; what it imports is not. */
  unstable_importModule(path) { return import(`${pathToFileURL(path)}?${++files}`); }
  getSourceMaps() { return this.environment.sourceMaps; }
  setGlobalsForRuntime() {}
  enterTestCode() {}
  leaveTestCode() {}
  getAllCoverageInfoCopy() {}
  teardown() {}
}
module.exports = { __esModule: true, default: NativeRuntime };
