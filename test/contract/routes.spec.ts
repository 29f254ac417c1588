import { ROUTES } from '#contract';
import { startHarness, type Harness } from '../harness/index.js';

describe('the routes', () => {
  let h: Harness;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres' }); });
  afterAll(async () => { await h?.stop(); });

  it('are those of the contract, no more and no less', () => {
    const served = h.server.routes.filter(({ method, path }) => !['HEAD', 'OPTIONS'].includes(method) && /^\/(api|ingest|health|metrics)(\/|$)/.test(path) && !path.startsWith('/api/docs'))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect([...new Set(served)].sort()).toEqual(Object.values(ROUTES).map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('answer 405 with what is allowed for another method, and 404 where nothing is', async () => {
    const wrong = await h.stranger.fetch('/api/cases', { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    expect((await wrong.json()) as object).toMatchObject({ code: 'method-not-allowed' });
    for (const path of ['/api/nothing', '/api', '/api/cases/1/2/3', '/assets/nothing.js', '/..%2f..%2fetc/passwd', '/.env', '/package.json', '/%00', '/%E0%A4%A']) {
      const answer = await h.stranger.fetch(path);
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 404, 'application/problem+json; charset=utf-8']);
    }
  });

  it('speak the reader’s language and repeat the request’s id', async () => {
    const zh = await h.stranger.fetch('/api/session', { headers: { 'accept-language': 'zh-CN', 'x-request-id': 'from-outside-1' } });
    expect([zh.headers.get('x-request-id'), ((await zh.json()) as { title: string }).title]).toEqual(['from-outside-1', '尚未登录']);
    const en = await h.stranger.fetch('/api/session', { headers: { 'accept-language': 'en;q=0.9, fr' } });
    expect(((await en.json()) as { title: string }).title).toBe('Not signed in');
    const forged = await h.stranger.fetch('/api/session', { headers: { 'x-request-id': 'a b"<script>' } });
    expect(forged.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('carry a policy that lets no inline script run', async () => {
    for (const path of ['/', '/api/docs', '/api/docs/problems', '/api/openapi.json', '/health/live']) {
      const answer = await h.stranger.fetch(path);
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      if (answer.headers.get('content-type')?.startsWith('text/html')) expect(await answer.text()).not.toMatch(/<script(?![^>]*\bsrc=)(?![^>]*application\/json)[^>]*>/);
    }
  });

  it('show the metrics to this machine only, and not through a proxy on it', async () => {
    const text = await (await h.stranger.fetch('/metrics')).text();
    for (const name of ['grid_http_request_seconds', 'grid_queue_depth', 'grid_oldest_overdue_wake_seconds', 'grid_sockets', 'grid_door_commands_total']) expect(text).toContain(name);
    expect((await h.stranger.fetch('/metrics', { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(403);
  });
});
