import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Http, Unreachable } from './http.js';

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: { method: string | undefined; key: string | undefined }[];
let http: Http;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push({ method: request.method, key: request.headers['idempotency-key'] as string | undefined });
    request.resume().on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  http = new Http(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(async () => {
  http.close();
  server.closeAllConnections();
  await new Promise((resolve) => { server.close(resolve); });
});

const post = () => http.send({ method: 'POST', path: '/x', headers: { 'idempotency-key': 'k1' }, body: '{}' });

describe('the client', () => {
  it.each([[429, {}], [503, { 'retry-after': '0.05' }], [502, {}]])('sends the same request with the same key again after %s', async (status, headers) => {
    const pauses: string[] = [];
    http.paused = (why) => { pauses.push(why); };
    answer = (_, response) => { if (asked.length < 3) response.writeHead(status, headers).end(); else response.writeHead(201).end('{"ok":true}'); };
    expect((await post()).status).toBe(201);
    expect(asked).toEqual(Array.from({ length: 3 }, () => ({ method: 'POST', key: 'k1' })));
    expect(pauses).toEqual([`status ${status}`, `status ${status}`]);
  });

  it('sends it again when the connection broke after it was sent', async () => {
    answer = (request, response) => { if (asked.length === 1) request.socket.destroy(); else response.writeHead(200).end(); };
    expect((await post()).status).toBe(200);
    expect(asked).toHaveLength(2);
  });

  it('waits while the first of its kind is still running', async () => {
    answer = (_, response) => { if (asked.length === 1) response.writeHead(409).end('{"code":"still-running"}'); else response.writeHead(200).end(); };
    expect((await post()).status).toBe(200);
  });

  it('takes a refusal for an answer', async () => {
    answer = (_, response) => { response.writeHead(409).end('{"code":"wrong-stage"}'); };
    expect((await post()).status).toBe(409);
    expect(asked).toHaveLength(1);
  });

  it('gives up in the end, and says why', async () => {
    const impatient = new Http(http.origin, { patience: 100 });
    answer = (_, response) => { response.writeHead(503).end(); };
    await expect(impatient.send({ method: 'GET', path: '/x' })).rejects.toThrow(/GET \/x: status 503, tried \d+ times/);
    await expect(impatient.send({ method: 'GET', path: '/x' })).rejects.toThrow(Unreachable);
    impatient.close();
  });
});
