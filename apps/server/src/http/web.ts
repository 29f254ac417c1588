import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Paths that the web app routes by itself: a reload there gets the app, not 404. */
const DOORS = ['desk', 'field', 'board', 'book', 'inbox', 'follow', 'signin'];
/** Vite's hashed files never change under their name. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** Serves the built web app from `root`. Everything that is neither a file nor a front door stays an unknown route. */
export async function serveWeb(fastify: FastifyInstance, root: string): Promise<void> {
  await fastify.register(fastifyStatic, { root: resolve(root), serve: false, cacheControl: false, dotfiles: 'ignore' });
  fastify.get('/*', async (request, reply) => {
    const path = pathOf(request);
    const file = path === null ? null : await fileFor(root, path);
    if (file === null) return path === '/' ? welcome(reply) : reply.callNotFound();
    // A page may be asked for again at any time; only what carries its hash in its name is kept.
    void reply.header('cache-control', file.startsWith('assets/') ? FOR_EVER : 'no-cache');
    return reply.sendFile(file);
  });
}

/** The decoded path; null when it cannot be one of ours. */
function pathOf(request: FastifyRequest): string | null {
  try {
    const path = decodeURIComponent((request.raw.url ?? '/').split('?', 1)[0] ?? '/');
    return path.includes('\0') || path.includes('..') || path.includes('\\') ? null : path;
  } catch {
    return null;
  }
}

async function fileFor(root: string, path: string): Promise<string | null> {
  if (/^\/(api|health|metrics|admin|socket\.io)(\/|$)/.test(path)) return null;
  const inner = path.replace(/^\/+/, '');
  if (inner !== '' && (await stat(join(root, inner)).catch(() => null))?.isFile()) return inner;
  const door = inner.split('/', 1)[0] ?? '';
  if (inner !== '' && !DOORS.includes(door)) return null;
  return [`${door}.html`, `${door}/index.html`, 'index.html'].find((page) => page !== '.html' && page !== '/index.html' && existsSync(join(root, page))) ?? null;
}

const welcome = (reply: FastifyReply): FastifyReply =>
  reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(`<!doctype html><html lang="zh"><meta charset="utf-8"><title>网格派遣 · grid-dispatch</title>
<body style="font:16px/1.6 system-ui;margin:3rem auto;max-width:40rem"><h1>网格派遣</h1><p>接口已运行，网页尚未构建：请运行 <code>npm run build:web</code>。</p>
<p lang="en">The API is running; the web app has not been built: run <code>npm run build:web</code>.</p><p><a href="/api/docs">API</a> · <a href="/health/ready">health</a></p></body></html>`);
