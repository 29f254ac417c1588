import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import { INGEST_BYTES, INGEST_PATH } from '#contract';
import { isSigned } from '#directory';
import { ProblemError, uuid, type Config } from '#platform';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { constants } from 'node:zlib';
import { parseJson } from './json.js';
import { answerTo, send } from './problem.filter.js';
import { secure, tileHosts } from './security.js';

/** The largest JSON body: a report with 4,000 characters and twelve hashes is below 20 kB. */
const JSON_LIMIT = 256 * 1024;
const REQUEST_ID = /^[\w.:-]{1,64}$/;

/** The HTTP server under Nest. Add nothing before `openHttp`. */
export function createAdapter(config: Config): FastifyAdapter {
  return new FastifyAdapter({
    logger: false,
    trustProxy: config.trustProxy,
    bodyLimit: JSON_LIMIT,
    requestTimeout: 120_000,
    keepAliveTimeout: 65_000,
    connectionTimeout: 0,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true, caseSensitive: true },
    genReqId: (request: IncomingMessage) => (typeof request.headers['x-request-id'] === 'string' && REQUEST_ID.test(request.headers['x-request-id']) ? request.headers['x-request-id'] : uuid()),
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => send(answerTo(error, request), reply),
    clientErrorHandler: refuseGarbage,
    skipMiddie: true,
    multipart: false,
  });
}

/** Everything between the socket and Nest's routes: headers, JSON bodies, compression. Multipart bodies are read by the attachments. */
export async function openHttp(fastify: FastifyInstance, config: Config): Promise<void> {
  fastify.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  await secure(fastify, config.publicUrl?.startsWith('https:') ?? false, tileHosts(config.mapTiles));
  await fastify.register(cookie);
  // Brotli's default quality costs 20 times the CPU of this one for a tenth fewer bytes.
  await fastify.register(compress, { global: true, threshold: 1024, encodings: ['br', 'gzip'], brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } } });
  fastify.addHook('onRoute', (route) => { if (INGEST_PATH.test(route.url)) route.bodyLimit = INGEST_BYTES; });
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  fastify.addContentTypeParser(/^application\/([\w.-]+\+)?json\b/, { parseAs: 'buffer' }, (request, body, done) => {
    if (takesBytes(request)) return done(null, body);
    // A signature covers the bytes, not what they say.
    if (isSigned(request.headers.authorization ?? null)) Object.assign(request, { rawBody: body });
    try {
      done(null, parseJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  // Devices speak other languages too; elsewhere a body that is none of ours is refused.
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => (takesBytes(request) ? done(null, body) : done(new ProblemError('unsupported-media'))));
}

/** Whether the route's controller reads the body by its own decoder. */
const takesBytes = (request: FastifyRequest): boolean => INGEST_PATH.test(request.routeOptions.url ?? '');

/** What is not HTTP at all never reaches a route. */
function refuseGarbage(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
  const body = JSON.stringify({ type: '/api/docs/problems#invalid-input', title: status.slice(4), status: Number(status.slice(0, 3)), code: 'invalid-input' });
  socket.end(`HTTP/1.1 ${status}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}
