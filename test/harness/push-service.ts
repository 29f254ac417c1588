import { createDecipheriv, createECDH, createHmac, createPublicKey, hkdfSync, randomBytes, verify, type ECDH } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a browser makes when it subscribes: its address at the push service, and the keys that open what is sent there. */
export interface FakeBrowser { readonly endpoint: string; readonly keys: { readonly p256dh: string; readonly auth: string } }
export interface Delivery { readonly path: string; readonly headers: Readonly<Record<string, string>>; /** Who sent it, as its signature proves. */ readonly subject: string; readonly payload: Record<string, unknown> }

/**
 * A push service as RFC 8030 and RFC 8292 describe it, and the browser behind it: takes only messages that are signed for itself by the key the browser subscribed to, and opens them as RFC 8291 says.
 * A message that is not as it should be gets 400 or 403, and is in `refused`.
 */
export class PushService {
  readonly taken: Delivery[] = [];
  readonly refused: string[] = [];
  /** What it answers instead, by path: 410 for a browser that is gone. */
  readonly answers = new Map<string, { readonly status: number; readonly retryAfter?: string }>();
  private readonly browsers = new Map<string, { readonly key: ECDH; readonly auth: Buffer }>();
  private constructor(private readonly server: Server, private readonly vapidKey: () => string) {}

  static async start(vapidKey: () => string): Promise<PushService> {
    const server = createServer(), service = new PushService(server, vapidKey);
    server.on('request', (request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const path = request.url ?? '', set = service.answers.get(path);
        if (set) return void response.writeHead(set.status, set.retryAfter === undefined ? {} : { 'retry-after': set.retryAfter }).end();
        try {
          service.taken.push(service.read(path, request.headers as Record<string, string>, Buffer.concat(pieces)));
          response.writeHead(201, { location: `${service.url}/m/1` }).end();
        } catch (error) {
          service.refused.push(String(error));
          response.writeHead(400).end();
        }
      });
    });
    await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
    return service;
  }
  async stop(): Promise<void> { await new Promise((stopped) => { this.server.close(stopped); }); }
  get url(): string { return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`; }

  browser(): FakeBrowser {
    const key = createECDH('prime256v1'), auth = randomBytes(16), path = `/push/${randomBytes(12).toString('base64url')}`;
    key.generateKeys();
    this.browsers.set(path, { key, auth });
    return { endpoint: this.url + path, keys: { p256dh: key.getPublicKey().toString('base64url'), auth: auth.toString('base64url') } };
  }

  private read(path: string, headers: Record<string, string>, body: Buffer): Delivery {
    const browser = this.browsers.get(path);
    if (!browser) throw new Error(`no browser at ${path}`);
    if (headers['content-encoding'] !== 'aes128gcm' || !/^\d+$/.test(headers['ttl'] ?? '')) throw new Error('no encoding or no TTL');
    const subject = this.signedBy(headers['authorization'] ?? '');
    return { path, headers, subject, payload: JSON.parse(open(body, browser.key, browser.auth)) as Record<string, unknown> };
  }

  /** RFC 8292: a JWT for this very service, not for too long, by the key that it names. */
  private signedBy(authorization: string): string {
    const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [], [head = '', claims = '', signature = ''] = token.split('.');
    if (key !== this.vapidKey()) throw new Error('not the key that the browser subscribed to');
    const point = Buffer.from(key, 'base64url'), jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
    if (!verify('sha256', Buffer.from(`${head}.${claims}`), { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))) throw new Error('the signature is wrong');
    const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: string; exp: number; sub: string }, left = exp - Date.now() / 1000;
    if (aud !== this.url || left <= 0 || left > 86_400 || !/^(mailto:|https:)/.test(sub)) throw new Error(`claims are wrong: ${JSON.stringify({ aud, left, sub })}`);
    return sub;
  }
}

/** RFC 8188 with the keys of RFC 8291: one record. */
function open(body: Buffer, own: ECDH, auth: Buffer): string {
  const salt = body.subarray(0, 16), size = body.readUInt32BE(16), length = body.readUInt8(20), theirs = body.subarray(21, 21 + length), sealed = body.subarray(21 + length);
  if (body.length > 4096 || sealed.length > size) throw new Error('too large for a push service');
  const prk = createHmac('sha256', auth).update(own.computeSecret(theirs)).digest();
  const ikm = createHmac('sha256', prk).update(Buffer.concat([Buffer.from('WebPush: info\0'), own.getPublicKey(), theirs, Buffer.from([1])])).digest();
  const key = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: aes128gcm\0', 16)), nonce = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: nonce\0', 12));
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2)).toString('utf8');
}
