const { createRequire } = require('node:module');
const { pathToFileURL } = require('node:url');

let files = 0;

/** As much of jest's module system as its runner asks for, all of it Node's own. */
class NativeRuntime {
  /** Jest's frame of a test file keeps its state in its own module: each file gets a fresh one. */
  requireInternalModule(path) {
    const load = createRequire(path);
    if (/jestAdapterInit/.test(path)) delete require.cache[path];
    return load(path);
  }
  requireModule(path) { return createRequire(path)(path); }
  unstable_shouldLoadAsEsm() { return true; }
  /** A file of tests is evaluated anew each time; what it imports is not. */
  unstable_importModule(path) { return import(`${pathToFileURL(path)}?${++files}`); }
  setGlobalsForRuntime() {}
  enterTestCode() {}
  leaveTestCode() {}
  getSourceMaps() { return new Map(); }
  getAllCoverageInfoCopy() {}
  teardown() {}
}
module.exports = { __esModule: true, default: NativeRuntime };
