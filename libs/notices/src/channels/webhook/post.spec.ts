import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mayCall } from './addresses.js';
import { post } from './post.js';

describe('an address', () => {
  it.each(['127.0.0.1', '127.255.255.254', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '198.18.0.1', '192.0.2.5', '203.0.113.9', '::1', 'fc00::1', 'fd12:3456::1', '::ffff:10.0.0.1', '::ffff:7f00:1', '2002:7f00:1::', '64:ff9b::7f00:1', '2001:db8::1', '2001::1'])(
    '%s is inside: only where that is allowed', (address) => { expect(mayCall(address, false)).toBe(false); });
  it.each(['127.0.0.1', '10.1.2.3', '192.168.1.1', '::1', 'fd12:3456::1', '::ffff:10.0.0.1'])('%s may be allowed', (address) => { expect(mayCall(address, true)).toBe(true); });
  it.each(['0.0.0.0', '169.254.169.254', 'fe80::1', '::', '224.0.0.1', '255.255.255.255', 'ff02::1', '::ffff:169.254.169.254', '::ffff:a9fe:a9fe', 'localhost', '', '1.2.3'])('%s is never called', (address) => {
    expect([mayCall(address, false), mayCall(address, true)]).toEqual([false, false]);
  });
  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '114.114.114.114', '2400:3200::1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) => { expect(mayCall(address, false)).toBe(true); });
});

describe('posting', () => {
  let server: Server, port: number, seen: IncomingMessage[] = [], connections = 0;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  beforeAll(async () => {
    server = createServer((request, response) => { seen.push(request); request.resume(); answer(request, response); });
    server.on('connection', () => { connections++; });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => new Promise((done) => { server.closeAllConnections(); server.close(done); }));
  beforeEach(() => { seen = []; connections = 0; answer = (_, response) => response.end('{"errcode":0}'); });
  const to = (url: string, inside = false) => post({ url, headers: { 'content-type': 'application/json' }, body: '{"网":1}' }, inside);

  it('refuses what is inside before a connection is made: by number, by name, in every spelling', async () => {
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '0.0.0.0', '169.254.169.254', '10.0.0.1']) await expect(to(`http://${host}:${port}/`)).rejects.toThrow('is not a public address');
    expect(connections).toBe(0);
    await expect(to(`http://0.0.0.0:${port}/`, true)).rejects.toThrow('is not a public address');
    await expect(to('ftp://127.0.0.1/', true)).rejects.toThrow('only http and https');
    await expect(to('file:///etc/passwd', true)).rejects.toThrow('only http and https');
  });

  it('reaches it where that is allowed, by number and by name', async () => {
    expect(await to(`http://127.0.0.1:${port}/a`, true)).toEqual({ status: 200, body: '{"errcode":0}', retryAfter: null });
    expect((await to(`http://localhost:${port}/b`, true)).status).toBe(200);
    expect(seen.map((r) => [r.method, r.url, r.headers['content-length']])).toEqual([['POST', '/a', '9'], ['POST', '/b', '9']]);
  });

  it('follows no redirect', async () => {
    answer = (_, response) => response.writeHead(302, { location: `http://127.0.0.1:${port}/elsewhere` }).end();
    expect((await to(`http://127.0.0.1:${port}/`, true)).status).toBe(302);
    expect(seen).toHaveLength(1);
  });

  it('reads no more than 64 KB of an endless answer', async () => {
    answer = (_, response) => { const more = (): void => { while (response.write('x'.repeat(16_384))); response.once('drain', more); }; more(); };
    expect((await to(`http://127.0.0.1:${port}/`, true)).body.length).toBe(65_536);
  });

  it('says why there was no answer', async () => {
    answer = (request) => request.socket.destroy();
    await expect(to(`http://127.0.0.1:${port}/`, true)).rejects.toThrow(/hang up|ECONNRESET/);
    await expect(to('http://no-such-host.invalid/', true)).rejects.toThrow(/no-such-host.invalid/);
  });
});
