import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/**
 * Headers that every answer carries. No script but our own files; styles may be set inline because
 * component libraries do so. Nothing is asked of other hosts but pictures of the map tiles that were configured, and nobody may frame us.
 */
export async function secure(fastify: FastifyInstance, https: boolean, pictures: readonly string[] = []): Promise<void> {
  await fastify.register(helmet, {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"], scriptSrc: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"], imgSrc: ["'self'", 'data:', 'blob:', ...pictures], fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"], workerSrc: ["'self'", 'blob:'], manifestSrc: ["'self'"], objectSrc: ["'none'"], baseUri: ["'self'"], formAction: ["'self'"], frameAncestors: ["'none'"],
      },
    },
    // Over plain HTTP a browser would remember it and lock people of a county LAN out.
    hsts: https ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
  });
}

/** The hosts of tile templates as the policy names them; `{0-7}` in a host stands for eight. */
export function tileHosts(templates: string | null): string[] {
  const urls = (templates ?? '').trim().split(/\s+/).filter((url) => url !== '').flatMap((url) => {
    const range = /^(https?:\/\/[^/]*)\{(\d|[a-z])-(\d|[a-z])\}/.exec(url);
    if (!range) return [url];
    const [whole, head = '', from = '', to = ''] = range;
    return Array.from({ length: Math.max(0, to.charCodeAt(0) - from.charCodeAt(0)) + 1 }, (_, i) => head + String.fromCharCode(from.charCodeAt(0) + i) + url.slice(whole.length));
  });
  return [...new Set(urls.map((url) => new URL(url.replaceAll(/[{}]/g, '')).origin))];
}
