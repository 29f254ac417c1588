const base = {
  rootDir: import.meta.dirname,
  runtime: '<rootDir>/test/harness/native/runtime.cjs',
  testEnvironment: '<rootDir>/test/harness/native/environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  moduleFileExtensions: ['ts', 'mjs', 'cjs', 'js', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  watchPathIgnorePatterns: ['<rootDir>/.data/'],
};

const suite = (displayName, testMatch, more = {}) => ({ ...base, displayName, testMatch: testMatch.map((m) => `<rootDir>/${m}`), ...more });

/** One PostgreSQL for the whole run; see test/harness. */
const withDatabase = { globalSetup: '<rootDir>/test/harness/setup.mjs', globalTeardown: '<rootDir>/test/harness/teardown.mjs' };

export default {
  // Nothing in these suites is timed; a busy machine may take its time to start a server.
  testTimeout: 300_000,
  testSequencer: '<rootDir>/test/harness/sequence.mjs',
  projects: [
    suite('unit', ['{apps,libs}/*/src/**/*.spec.ts'], withDatabase),
    suite('stories', ['test/{stories,contract}/**/*.spec.ts'], withDatabase),
    suite('chaos', ['test/chaos/**/*.spec.ts'], withDatabase),
    suite('web', ['test/web/**/!(every-page).spec.ts'], withDatabase),
    // Every page there is, for eyes: `GRID_SHOTS=folder npm test -- --only pictures`.
    suite('pictures', ['test/web/every-page.spec.ts'], withDatabase),
  ],
};
