import { readingDetail, type ReadingDetail } from '#contract';
import { Access, Credentials, SESSIONS } from '#directory';
import { CONFIG, Hints, LOG, type Config, type Log } from '#platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { dataAnswer, refusal, wantsAnswer, type QnRtn } from '../../protocols/hj212/answer.js';
import { Framer, type Piece } from '../../protocols/hj212/framer.js';
import { decodeSegment, readSegment, type Head } from '../../protocols/hj212/segment.js';
import type { Reason } from '../../protocols/sample.js';
import { passwordDigest } from '../../loggers/password.js';
import { Registry } from '../../series/registry.js';
import { Flow, Gone } from '../flow.js';
import { connections, foreignCertificates } from '../gauges.js';
import { Inlet, type From } from '../inlet.js';
import { Strangers } from '../strangers.js';
import { certificateOf, tlsOptions, type TlsConfig } from '../tls.js';

const MOST_CONNECTIONS = 10_000;
/** Frames of one connection on their way to the journal; beyond it the socket is not read, and TCP tells the logger. */
const MOST_RUNNING = 64;
/** Certificates of open connections are looked up again so often, beside when somebody revokes one. */
const LOOK_AGAIN_MS = 30_000;
/** The rarest of loggers speaks once an hour. */
const SILENT_MS = 2 * 60 * 60_000;

/**
 * Data loggers over TCP (HJ/T 212-2005, HJ 212-2017). What asks for an answer gets 9014 after the commit, or 9011 with the reason why not; what could not be kept gets none, and the logger sends it again.
 * On the plain port a logger is known by its number, and by its password where it was adopted with one; anybody may say either, so who can be reached over an open line gets TLS.
 * Over TLS with authorities of the county's own a logger is known by its certificate, and speaks for the devices of that account only.
 */
@Injectable()
export class Loggers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** The certificate that a connection was let in with; null where none is needed. */
  private readonly open = new Map<Socket, { readonly fingerprint: string; readonly account: string } | null>();
  private servers: Server[] = [];
  private timer: NodeJS.Timeout | null = null;
  private stop: () => void = () => undefined;

  constructor(private readonly inlet: Inlet, private readonly strangers: Strangers, private readonly registry: Registry, private readonly access: Access, private readonly credentials: Credentials, private readonly hints: Hints,
    @Inject(CONFIG) private readonly config: Pick<Config, 'hj212Port' | 'hj212TlsPort' | 'hj212Password' | 'host' | 'roles'> & TlsConfig, @Inject(LOG) private readonly log: Log) {}

  async onApplicationBootstrap(): Promise<void> {
    const { hj212Port, hj212TlsPort, roles } = this.config, options = { keepAlive: true, noDelay: true, allowHalfOpen: true };
    if (!roles.includes('ingest')) return;
    if (hj212Port > 0) await this.listen(createServer(options, (socket) => this.connected(socket, null)), hj212Port);
    if (hj212TlsPort === 0) return;
    await this.listen(createTlsServer({ ...options, ...tlsOptions(this.config) }, (socket) => void this.secured(socket).catch((error: unknown) => { this.log.error({ err: error }, 'a logger could not be let in'); socket.destroy(); })), hj212TlsPort);
    this.timer = setInterval(() => void this.lookAgain(), LOOK_AGAIN_MS).unref();
    this.stop = this.hints.subscribe(SESSIONS, () => void this.lookAgain());
  }

  private async listen(server: Server, port: number): Promise<void> {
    server.maxConnections = MOST_CONNECTIONS;
    this.servers.push(server);
    await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(port, this.config.host, () => { server.off('error', reject); resolve(); }); });
    server.on('error', (error) => this.log.error({ err: error }, 'a port for data loggers failed'));
    this.log.info({ port }, 'data loggers are listened to');
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop();
    if (this.timer !== null) clearInterval(this.timer);
    const closed = this.servers.map((server) => new Promise<void>((resolve) => { server.close(() => resolve()); }));
    for (const socket of this.open.keys()) socket.destroy();
    await Promise.all(closed);
  }

  /** With authorities, only whose certificate names an account. */
  private async secured(socket: TLSSocket): Promise<void> {
    socket.on('error', () => socket.destroy());
    if (this.config.tlsCa === null) return this.connected(socket, null);
    const shown = certificateOf(socket), account = typeof shown === 'string' ? null : await this.named(shown.fingerprint);
    if (account !== null && typeof shown !== 'string') return this.connected(socket, { fingerprint: shown.fingerprint, account });
    foreignCertificates.inc({ way: 'tcp' });
    if (typeof shown !== 'string') await this.strangers.refuse('hj212', 'not-allowed', readingDetail('unknown-certificate', { fingerprint: shown.fingerprint }), new Uint8Array(0), socket.remoteAddress ?? '', 'tcp', shown.fingerprint);
    socket.destroy();
  }

  private async named(fingerprint: string): Promise<string | null> {
    const account = await this.credentials.accountOf(fingerprint);
    return account === null || this.access.device(account) === null ? null : account;
  }

  /** Whose certificate was revoked is put out. */
  private async lookAgain(): Promise<void> {
    for (const [socket, by] of this.open) {
      try {
        if (by !== null && (await this.named(by.fingerprint)) !== by.account) socket.destroy();
      } catch {
        // The database is away: they may stay until it can be asked.
      }
    }
  }

  private connected(socket: Socket, by: { readonly fingerprint: string; readonly account: string } | null): void {
    const framer = new Framer(), flow = new Flow(), address = socket.remoteAddress ?? '', ends: Promise<void>[] = [];
    this.open.set(socket, by);
    connections.set({ way: 'tcp' }, this.open.size);
    const pieces = (found: readonly Piece[]): void => {
      for (const piece of found) {
        const end = this.piece(socket, flow, piece, by?.account ?? null, address).finally(() => { if (flow.running < MOST_RUNNING / 2) socket.resume(); });
        ends.push(end);
        void end.finally(() => void ends.splice(ends.indexOf(end), 1));
      }
      if (flow.running >= MOST_RUNNING) socket.pause();
    };
    socket.setTimeout(SILENT_MS, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => pieces(framer.push(chunk)));
    socket.on('end', () => { pieces(framer.end()); void Promise.allSettled(ends).then(() => socket.end()); });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      flow.end();
      this.open.delete(socket);
      connections.set({ way: 'tcp' }, this.open.size);
    });
  }

  private async piece(socket: Socket, flow: Flow, piece: Piece, known: string | null, address: string): Promise<void> {
    try {
      const answer = await flow.pass((urgentOnly) => (piece.kind === 'segment' ? this.segment(piece.segment, piece.bytes, known, address, urgentOnly) : this.broken(piece, known, address, urgentOnly)));
      if (answer !== null && socket.writable) socket.write(answer);
    } catch (error) {
      if (error instanceof Gone) return;
      this.log.error({ err: error }, 'a frame of a logger could not be taken: the connection is closed, the logger sends again');
      socket.destroy();
    }
  }

  /** `known`: whose certificate the connection showed. Of a logger that nobody vouches for so much is kept that it can be adopted; of one that floods, nothing, and it is not told otherwise. */
  private async segment(segment: Uint8Array, bytes: Uint8Array, known: string | null, address: string, urgentOnly: boolean): Promise<Buffer | null> {
    const head = readSegment(segment)?.head ?? null, { hj212Password } = this.config;
    if (head !== null && hj212Password !== null && head.pw !== hj212Password) {
      await this.refuse('not-allowed', readingDetail('password'), bytes, { account: known, way: 'tcp', urgentOnly }, address, 'PW');
      return refusalTo(head, 3);
    }
    const { account, fault } = await this.whose(head, known);
    if (account === null && this.strangers.tooMany('hj212', 'unknown-device', address)) return head === null ? null : refusalTo(head, fault ?? 4);
    const { decoded, received } = await this.inlet.hand('hj212', decodeSegment(segment), bytes, { account, way: 'tcp', urgentOnly }, head === null || account !== null ? {} : { password: passwordDigest(head.mn, head.pw) });
    if (head === null || !wantsAnswer(head)) return null;
    if (fault !== null && decoded.samples.length > 0) return refusal(head, fault);
    if (decoded.samples.length === 0 && received.refused > 0) return refusal(head, decoded.refused.some(({ part }) => part === 'CN') ? 8 : 100);
    return dataAnswer(head);
  }

  /** Whose frame it is: the certificate's account's, which may speak for its own devices only; else that of the device which the number means, where the password is the one that it was adopted with. `fault`: why its readings are not taken. */
  private async whose(head: Head | null, known: string | null): Promise<{ readonly account: string | null; readonly fault: 3 | 4 | null }> {
    if (head === null) return { account: known, fault: 4 };
    await this.registry.fresh();
    if (known !== null) return { account: known, fault: this.registry.speaksFor(known, head.mn) ? null : 4 };
    const logger = this.registry.logger(head.mn);
    if (logger === null) return { account: null, fault: 4 };
    if (logger.password !== null && logger.password !== passwordDigest(head.mn, head.pw)) return { account: null, fault: 3 };
    return { account: logger.device.account ?? logger.device.id, fault: null };
  }

  /** Whose it was can still be read of most broken frames, and then it is told what is wrong. */
  private async broken({ reason, detail, bytes }: Piece & { readonly kind: 'broken' }, known: string | null, address: string, urgentOnly: boolean): Promise<Buffer | null> {
    const head = readSegment(bytes.subarray(6))?.head ?? null, { account } = await this.whose(head, known);
    await this.refuse(reason, detail, bytes, { account, way: 'tcp', urgentOnly }, address);
    return head === null ? null : refusalTo(head, reason === 'crc' ? 9 : 100);
  }

  private refuse(reason: Reason, detail: ReadingDetail, bytes: Uint8Array, from: From, address: string, part = ''): Promise<void> {
    return from.account === null ? this.strangers.refuse('hj212', reason, detail, bytes, address, 'tcp', part) : this.inlet.refuse('hj212', reason, detail, bytes, from, part);
  }
}

const refusalTo = (head: Head, why: QnRtn): Buffer | null => (wantsAnswer(head) ? refusal(head, why) : null);
