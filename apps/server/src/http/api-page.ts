import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import getAbsoluteFSPath from 'swagger-ui-dist/absolute-path.js';
import { prefixOf, type Config } from '#platform';
import { problemAdvice } from '#contract';
import { problemTable } from '../docs/openapi.js';

const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];
const page = (prefix: string): string => `<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>接口 · API</title><link rel="icon" type="image/png" href="${prefix}/api/docs/favicon-32x32.png"><link rel="stylesheet" href="${prefix}/api/docs/swagger-ui.css"></head>
<body><div id="api"></div><script src="${prefix}/api/docs/swagger-ui-bundle.js"></script><script src="${prefix}/api/docs/start.js"></script></body></html>`;
const START = `SwaggerUIBundle({ url: new URL('../openapi.json', document.currentScript.src).href, dom_id: '#api', deepLinking: true, docExpansion: 'list', defaultModelsExpandDepth: 0, validatorUrl: null, withCredentials: true });`;

/** The browsable API page at /api/docs, from local files only, and the page that problem documents point to. */
export async function serveApiPage(fastify: FastifyInstance, config: Pick<Config, 'publicUrl' | 'trustProxy'>): Promise<void> {
  const root = getAbsoluteFSPath();
  await fastify.register(async (scope) => {
    await scope.register(fastifyStatic, { root, serve: false, cacheControl: false });
    scope.get('/api/docs', async (request, reply) => reply.type('text/html; charset=utf-8').send(page(prefixOf(request.headers, config))));
    scope.get('/api/docs/start.js', async (_request, reply) => reply.type('text/javascript; charset=utf-8').send(START));
    scope.get('/api/docs/problems', async (_request, reply) => reply.type('text/html; charset=utf-8').send(problemsPage()));
    for (const file of FILES) scope.get(`/api/docs/${file}`, async (_request, reply) => reply.header('cache-control', 'public, max-age=86400').sendFile(file, root));
  });
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const problemsPage = (): string => `<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>问题代码 · Problem codes</title><link rel="icon" href="data:,"></head><body style="font:15px/1.6 system-ui;margin:2rem auto;max-width:60rem">
<h1>问题代码 · Problem codes</h1>${problemTable().map(({ code, status, zh, en }) => `<section id="${code}"><h2>${escaped(zh)} · ${escaped(en)}</h2><p><code>${code}</code> · ${status}</p>
<p>${escaped(problemAdvice(code, 'zh'))}</p><p lang="en">${escaped(problemAdvice(code, 'en'))}</p></section>`).join('\n')}</body></html>`;
