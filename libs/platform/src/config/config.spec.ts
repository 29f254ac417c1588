import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, describeConfig, loadConfig, type Environment } from './config.js';

const faults = (env: Environment): readonly string[] => {
  try { loadConfig(env); } catch (error) { if (error instanceof ConfigError) return error.faults; }
  return [];
};

describe('loadConfig', () => {
  it('needs nothing', () => {
    expect(loadConfig({})).toMatchObject({ port: 3000, host: '127.0.0.1', databaseUrl: null, redisUrl: null, dataDir: '.data', roles: ['api', 'worker', 'ingest'], demo: false, secret: null, clockRate: 1, trustProxy: false });
  });

  it('reads what is set', () => {
    expect(loadConfig({ PORT: '0', GRID_ROLES: 'worker, api', REDIS_URL: 'redis://h:1/2', GRID_DEMO: 'yes', GRID_CLOCK_RATE: '1.5', GRID_TRUST_PROXY: '0' }))
      .toMatchObject({ port: 0, roles: ['worker', 'api'], redisUrl: 'redis://h:1/2', demo: true, clockRate: 1.5, trustProxy: false });
  });

  it('takes an empty variable as not set', () => { expect(loadConfig({ PORT: '', REDIS_URL: '' })).toMatchObject({ port: 3000, redisUrl: null }); });

  it('lists all faults at once, each with its variable, and never a secret', () => {
    const found = faults({ PORT: 'http', GRID_ROLES: 'api,cook', DATABASE_URL: 'mysql://user:hunter2@h/d', GRID_CLOCK_RATE: '0', GRID_DEMO: 'maybe', GRID_SECRET: 'short', GRID_LOG_LEVEL: 'loud', GRID_PUBLIC_URL: 'grid.example' });
    expect(found.map((fault) => fault.split(':')[0])).toEqual(['PORT', 'GRID_PUBLIC_URL', 'GRID_ROLES', 'DATABASE_URL', 'GRID_CLOCK_RATE', 'GRID_SECRET', 'GRID_LOG_LEVEL', 'GRID_DEMO'].sort((a, b) => order(a) - order(b)));
    expect(found.join()).not.toMatch(/hunter2|short/);
  });

  it('knows a misspelt variable', () => {
    expect(faults({ GRID_ROLE: 'api', GRID_DATADIR: 'x', GRID_WHATEVER_ELSE: '1' })).toEqual(['GRID_ROLE is not a setting: did you mean GRID_ROLES?', 'GRID_DATADIR is not a setting: did you mean GRID_DATA_DIR?']);
  });

  it('reads secrets from files', () => {
    const dir = mkdtempSync(join(tmpdir(), 'grid-config-'));
    writeFileSync(join(dir, 's'), `${'k'.repeat(40)}\n`);
    expect(loadConfig({ GRID_SECRET_FILE: join(dir, 's') }).secret).toBe('k'.repeat(40));
    expect(faults({ GRID_SECRET_FILE: join(dir, 's'), GRID_SECRET: 'x'.repeat(40) })).toEqual(['GRID_SECRET and GRID_SECRET_FILE are both set: keep one']);
    expect(faults({ GRID_SECRET_FILE: join(dir, 'missing') })[0]).toMatch(/^GRID_SECRET_FILE: cannot read .*ENOENT/);
    rmSync(dir, { recursive: true });
  });

  it('describes every variable', () => {
    for (const setting of describeConfig()) expect(setting.description.length).toBeGreaterThan(10);
    expect(new Set(describeConfig().map(({ name }) => name)).size).toBe(describeConfig().length);
  });
});

const order = (name: string): number => describeConfig().findIndex((setting) => setting.name === name);
