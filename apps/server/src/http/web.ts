import fastifyStatic from '@fastify/static';
import { prefixOf, type Config } from '#platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Paths that the web app routes by itself, with the page that does: a reload there gets the page, not 404. */
const DOORS: Readonly<Record<string, string>> = {
  '': 'index.html', desk: 'index.html', board: 'index.html', book: 'index.html', sensing: 'index.html', inbox: 'index.html', admin: 'index.html', signin: 'index.html', field: 'field.html',
  report: 'public.html', follow: 'public.html', map: 'public.html',
};
/** Vite's hashed files never change under their name. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** As the pages are built: at the root of a host. */
const BASE = '<base href="/" />';

/** Where programs ask, not people. */
const OURS = /^\/(api|health|metrics|admin\/queues|socket\.io)(\/|$)/;
const wantsPage = (request: FastifyRequest): boolean => request.headers['sec-fetch-mode'] === 'navigate' || (request.headers.accept ?? '').startsWith('text/html');

/** Serves the built web app from `root`. Everything that is neither a file nor a front door stays an unknown route. */
export async function serveWeb(fastify: FastifyInstance, root: string, config: Pick<Config, 'publicUrl' | 'trustProxy'>): Promise<void> {
  await fastify.register(fastifyStatic, { root: resolve(root), serve: false, cacheControl: false, dotfiles: 'ignore' });
  fastify.get('/*', async (request, reply) => {
    const path = pathOf(request), prefix = prefixOf(request.headers, config);
    const file = path === null ? null : await fileFor(root, path);
    if (file === null && path === '/') return welcome(reply, prefix);
    // Somebody who typed a wrong address gets a page that says so; a program gets its problem document.
    if (file === null) return path !== null && !OURS.test(path) && wantsPage(request) && existsSync(join(root, 'index.html')) ? page(request, reply.code(404).header('cache-control', 'no-store'), await readFile(join(root, 'index.html'), 'utf8'), prefix) : reply.callNotFound();
    // A page may be asked for again at any time; only what carries its hash in its name is kept.
    void reply.header('cache-control', file.startsWith('assets/') ? FOR_EVER : 'no-cache');
    return file.endsWith('.html') ? page(request, reply, await readFile(join(root, file), 'utf8'), prefix) : reply.sendFile(file);
  });
}

/** A page with the folder it is shown under; 304 to whoever has it. */
function page(request: FastifyRequest, reply: FastifyReply, built: string, prefix: string): FastifyReply {
  const html = built.replace(BASE, `<base href="${prefix}/" />`), tag = `"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`;
  void reply.header('etag', tag);
  const known = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return known.includes(tag) ? reply.code(304).send() : reply.type('text/html; charset=utf-8').send(html);
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
  if (OURS.test(path)) return null;
  const inner = path.replace(/^\/+/, '');
  if (inner !== '' && (await stat(join(root, inner)).catch(() => null))?.isFile()) return inner;
  const door = inner.split('/', 1)[0] ?? '';
  return Object.hasOwn(DOORS, door) ? ([DOORS[door] ?? '', 'index.html'].find((one) => existsSync(join(root, one))) ?? null) : null;
}

const welcome = (reply: FastifyReply, prefix: string): FastifyReply =>
  reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(`<!doctype html><html lang="zh"><meta charset="utf-8"><title>网格派遣 · grid-dispatch</title>
<body style="font:16px/1.6 system-ui;margin:3rem auto;max-width:40rem"><h1>网格派遣</h1><p>接口已运行，网页尚未构建：请运行 <code>npm run build:web</code>。</p>
<p lang="en">The API is running; the web app has not been built: run <code>npm run build:web</code>.</p><p><a href="${prefix}/api/docs">API</a> · <a href="${prefix}/health/ready">health</a></p></body></html>`);
