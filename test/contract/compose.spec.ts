import { describeConfig } from '#platform';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '..', '..');
const yaml = createRequire(import.meta.url)('js-yaml') as { load(text: string): unknown };

/** The part of the Compose specification that the file uses; anything else is a typing error. */
const health = z.strictObject({ test: z.tuple([z.enum(['CMD', 'CMD-SHELL'])], z.string()), interval: z.string(), timeout: z.string(), retries: z.int(), start_period: z.string().optional() });
const service = z.strictObject({
  image: z.string(), build: z.string().optional(), user: z.string().optional(), read_only: z.boolean().optional(), tmpfs: z.array(z.string()).optional(), cap_drop: z.array(z.string()).optional(), security_opt: z.array(z.string()).optional(),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']), stop_grace_period: z.string().optional(), volumes: z.array(z.string()).optional(), networks: z.array(z.string()).optional(), secrets: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).optional(), command: z.array(z.string()), depends_on: z.record(z.string(), z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully', 'service_started']) })).optional(),
  deploy: z.strictObject({ replicas: z.int() }).optional(), ports: z.array(z.string()).optional(), healthcheck: health.optional(), shm_size: z.string().optional(),
});
const compose = z.strictObject({
  name: z.string(), services: z.record(z.string(), service), networks: z.record(z.string(), z.record(z.string(), z.unknown())), volumes: z.record(z.string(), z.record(z.string(), z.unknown())), secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});

describe('the described deployment', () => {
  const read = yaml.load(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')) as Record<string, unknown>;
  const file = compose.parse(Object.fromEntries(Object.entries(read).filter(([key]) => !key.startsWith('x-'))));
  const ours = Object.entries(file.services).filter(([, { image }]) => image.startsWith('grid-dispatch'));

  it('names only what it defines', () => {
    for (const [name, { secrets = [], volumes = [], networks = [], depends_on: needs = {} }] of Object.entries(file.services)) {
      expect([name, secrets.filter((secret) => !(secret in file.secrets))]).toEqual([name, []]);
      expect([name, volumes.map((volume) => volume.split(':')[0] ?? '').filter((volume) => !(volume in file.volumes))]).toEqual([name, []]);
      expect([name, networks.filter((network) => !(network in file.networks))]).toEqual([name, []]);
      expect([name, Object.entries(needs).filter(([other, { condition }]) => !(other in file.services) || (condition === 'service_healthy' && !file.services[other]?.healthcheck))]).toEqual([name, []]);
    }
  });

  it('runs two of each, without root and without writing to its image', () => {
    expect([file.services['api']?.deploy?.replicas, file.services['worker']?.deploy?.replicas]).toEqual([2, 2]);
    for (const [name, found] of ours) expect([name, found]).toEqual([name, expect.objectContaining({ user: 'node', read_only: true, cap_drop: ['ALL'] })]);
    expect(file.services['redis']?.command.join(' ')).toContain('--appendonly yes --maxmemory-policy noeviction');
  });

  it('sets only variables that the program reads, and secrets only as files', () => {
    const settings = describeConfig();
    for (const [, { environment = {} }] of ours) for (const name of Object.keys(environment)) {
      const setting = settings.find((known) => known.name === name.replace(/_FILE$/, ''));
      expect([name, setting !== undefined && (!name.endsWith('_FILE') || setting.secret)]).toEqual([name, true]);
      if (name !== 'REDIS_URL') expect([name, setting?.secret === true && !name.endsWith('_FILE')]).toEqual([name, false]);
    }
  });

  it('builds the image in stages and runs it as an ordinary user', () => {
    const lines = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').split('\n');
    expect(lines.filter((line) => line.startsWith('FROM '))).toEqual(['FROM node:20-bookworm-slim AS build', 'FROM node:20-bookworm-slim']);
    expect(lines.findLastIndex((line) => line === 'USER node')).toBeGreaterThan(lines.findLastIndex((line) => line.startsWith('COPY ')));
    expect(lines.filter((line) => line.startsWith('ENTRYPOINT'))).toEqual(['ENTRYPOINT ["node", "--enable-source-maps", "dist/apps/server/src/main.js"]']);
  });
});
