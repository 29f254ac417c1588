import { CONFIG, LOG, type Config, type Log } from '#platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { createServer, type Server, type Socket } from 'node:net';
import { dataAnswer, refusal, wantsAnswer, type QnRtn } from '../../protocols/hj212/answer.js';
import { Framer, type Piece } from '../../protocols/hj212/framer.js';
import { decodeSegment, readSegment, type Head } from '../../protocols/hj212/segment.js';
import { Registry } from '../../series/registry.js';
import { Flow, Gone } from '../flow.js';
import { connections } from '../gauges.js';
import { Inlet } from '../inlet.js';

const MOST_CONNECTIONS = 10_000;
/** Frames of one connection on their way to the journal; beyond it the socket is not read, and TCP tells the logger. */
const MOST_RUNNING = 64;
/** The rarest of loggers speaks once an hour. */
const SILENT_MS = 2 * 60 * 60_000;

/** Data loggers over TCP (HJ/T 212-2005, HJ 212-2017). What asks for an answer gets 9014 after the commit, or 9011 with the reason why not; what could not be kept gets none, and the logger sends it again. */
@Injectable()
export class Loggers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly open = new Set<Socket>();
  private server: Server | null = null;

  constructor(private readonly inlet: Inlet, private readonly registry: Registry, @Inject(CONFIG) private readonly config: Pick<Config, 'hj212Port' | 'hj212Password' | 'host' | 'roles'>, @Inject(LOG) private readonly log: Log) {}

  async onApplicationBootstrap(): Promise<void> {
    const { hj212Port, host, roles } = this.config;
    if (hj212Port === 0 || !roles.includes('ingest')) return;
    const server = createServer({ keepAlive: true, noDelay: true, allowHalfOpen: true }, (socket) => this.connected(socket));
    server.maxConnections = MOST_CONNECTIONS;
    this.server = server;
    await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(hj212Port, host, () => { server.off('error', reject); resolve(); }); });
    server.on('error', (error) => this.log.error({ err: error }, 'the port for data loggers failed'));
    this.log.info({ port: hj212Port }, 'data loggers are listened to');
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server === null) return;
    const closed = new Promise<void>((resolve) => { server.close(() => resolve()); });
    for (const socket of this.open) socket.destroy();
    await closed;
  }

  private connected(socket: Socket): void {
    const framer = new Framer(), flow = new Flow(), ends: Promise<void>[] = [];
    this.open.add(socket);
    connections.set({ way: 'tcp' }, this.open.size);
    const pieces = (found: readonly Piece[]): void => {
      for (const piece of found) {
        const end = this.piece(socket, flow, piece).finally(() => { if (flow.running < MOST_RUNNING / 2) socket.resume(); });
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

  private async piece(socket: Socket, flow: Flow, piece: Piece): Promise<void> {
    try {
      const answer = await flow.pass(() => (piece.kind === 'segment' ? this.segment(piece.segment, piece.bytes) : this.broken(piece)));
      if (answer !== null && socket.writable) socket.write(answer);
    } catch (error) {
      if (error instanceof Gone) return;
      this.log.error({ err: error }, 'a frame of a logger could not be taken: the connection is closed, the logger sends again');
      socket.destroy();
    }
  }

  private async segment(segment: Uint8Array, bytes: Uint8Array): Promise<Buffer | null> {
    const head = readSegment(segment)?.head ?? null, { hj212Password } = this.config;
    if (head !== null && hj212Password !== null && head.pw !== hj212Password) {
      await this.inlet.refuse('hj212', 'not-allowed', 'has another password', bytes, { account: null, way: 'tcp' }, 'PW');
      return refusalTo(head, 3);
    }
    const account = head === null ? null : await this.accountOf(head.mn), { decoded, received } = await this.inlet.hand('hj212', decodeSegment(segment), bytes, { account, way: 'tcp' });
    if (head === null || !wantsAnswer(head)) return null;
    if (account === null && decoded.samples.length > 0) return refusal(head, 4);
    if (decoded.samples.length === 0 && received.refused > 0) return refusal(head, decoded.refused.some(({ part }) => part === 'CN') ? 8 : 100);
    return dataAnswer(head);
  }

  /** The account of the device whose id is the logger's number, in capitals or not. */
  private async accountOf(mn: string): Promise<string | null> {
    await this.registry.fresh();
    const device = this.registry.device(mn) ?? this.registry.device(mn.toLowerCase());
    return device === null || !device.active ? null : (device.account ?? device.id);
  }

  /** Whose it was can still be read of most broken frames, and then it is told what is wrong. */
  private async broken({ reason, detail, bytes }: Piece & { readonly kind: 'broken' }): Promise<Buffer | null> {
    const head = readSegment(bytes.subarray(6))?.head ?? null, account = head === null ? null : await this.accountOf(head.mn);
    await this.inlet.refuse('hj212', reason, detail, bytes, { account, way: 'tcp' });
    return head === null ? null : refusalTo(head, reason === 'crc' ? 9 : 100);
  }
}

const refusalTo = (head: Head, why: QnRtn): Buffer | null => (wantsAnswer(head) ? refusal(head, why) : null);
