import { belowPrefix, prefixOf, type Config } from '#platform';
import type { FastifyInstance } from 'fastify';
import type { IncomingMessage } from 'node:http';

/**
 * Lets a proxy show the program under a folder of its host, whether it takes the folder off the path or not: requests and sockets are read below it.
 * Must be called before the server listens; whoever listens to the HTTP server by then sees the shortened path.
 */
export function liveUnderPrefix({ server }: FastifyInstance, config: Pick<Config, 'publicUrl' | 'trustProxy'>): void {
  const shorten = (request: IncomingMessage): void => { request.url = belowPrefix(request.url ?? '/', prefixOf(request.headers, config)); };
  server.once('listening', () => { for (const event of ['request', 'upgrade'] as const) server.prependListener(event, shorten); });
}
