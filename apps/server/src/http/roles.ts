import { INGEST_PATH } from '#contract';
import { ProblemError, type ProcessRole } from '#platform';
import type { FastifyInstance } from 'fastify';

/** What a process without the api role still answers. */
const ALWAYS = /^\/(health\/|metrics$)/;
const OF_DEVICES = /^\/api\/(signals|session)$/;

/** A process answers what its roles are for: people (api), devices (ingest), and everybody health and metrics. */
export function keepToRoles(fastify: FastifyInstance, roles: readonly ProcessRole[]): void {
  if (roles.includes('api')) return;
  fastify.addHook('onRequest', async (request) => {
    const path = request.raw.url?.split('?', 1)[0] ?? '/';
    if (ALWAYS.test(path) || (roles.includes('ingest') && (OF_DEVICES.test(path) || INGEST_PATH.test(path)))) return;
    throw new ProblemError('not-found', { detail: 'this process does not have the role api' });
  });
}
