import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));
const { imports } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));

const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  moduleNameMapper: {
    // The same subpath imports as package.json, pointed at the sources: tests need no build.
    ...Object.fromEntries(Object.entries(imports).map(([name, { types }]) => [`^${name}$`, `<rootDir>/${types.slice(2).replace('.d.mts', '.mjs')}`])),
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^content-disposition$': '<rootDir>/test/harness/stand-ins/content-disposition.cjs',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  watchPathIgnorePatterns: ['<rootDir>/.data/'],
  setupFilesAfterEnv: ['<rootDir>/test/harness/timeouts.ts'],
};

const suite = (displayName, testMatch, more = {}) => ({ ...base, displayName, testMatch: testMatch.map((m) => `<rootDir>/${m}`), ...more });

/** One PostgreSQL for the whole run; see test/harness. */
const withDatabase = { globalSetup: '<rootDir>/test/harness/setup.mjs', globalTeardown: '<rootDir>/test/harness/teardown.mjs' };

export default {
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
