import type { SensingNews } from '#contract';
import { Inject, Optional, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayInit } from '@nestjs/websockets';
import { Access, Directory } from '#directory';
import { CHANGE_FEED, Clock, DatabaseUnavailable, Hints, LOG, NEWS_FEED, type ChangeFeed, type Log, type NewsFeed } from '#platform';
import { Following } from './following.js';
import { NoticePush } from './notice-push.js';
import { Presence } from './presence.js';
import { Pushes, type Batch } from './pushes.js';
import { Sensing } from './sensing.js';
import { Tail } from './tail.js';
import { cutOff, tooSlow, watchBacklog, type LiveNamespace, type LiveServer, type LiveSocket } from './wire.js';

/** How often it is asked whether a connected person is still signed in, when nothing has hinted at it. */
const RECHECK = 30_000;

/**
 * The socket.io end of the live channel: who is connected, what they follow, what they look at. Served on the port of the API.
 * Sockets are let in by the same session cookie or bearer token as requests.
 */
@WebSocketGateway({ serveClient: false, maxHttpBufferSize: 64 * 1024, pingInterval: 20_000, pingTimeout: 20_000 })
export class LiveGateway implements OnGatewayInit<LiveServer>, OnApplicationBootstrap, BeforeApplicationShutdown {
  private server: LiveServer | null = null;
  private readonly tail: Tail;
  private readonly pushes: Pushes;
  private readonly following: Following;
  private readonly sensing: Sensing | null;
  private presence: Presence | null = null;
  private readonly stops: (() => void)[] = [];
  private checking: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CHANGE_FEED) feed: ChangeFeed, private readonly hints: Hints, private readonly access: Access, private readonly directory: Directory, clock: Clock,
    private readonly notices: NoticePush, @Inject(LOG) private readonly log: Log, @Optional() @Inject(NEWS_FEED) news: NewsFeed<SensingNews> | null,
  ) {
    this.tail = new Tail(feed, hints, log, { entries: (entries) => this.pushes.take(entries), anew: () => this.cutOffAll() });
    this.pushes = new Pushes((room, batch) => this.send(room, batch), () => this.tail.at.text);
    this.following = new Following(this.tail, this.pushes, clock);
    this.sensing = news === null ? null : new Sensing(news, hints, log, () => this.sockets);
  }

  afterInit(server: LiveServer): void {
    this.server = server;
    this.presence = new Presence(this.sockets);
    server.use((socket, next) => { void this.admit(socket).then(() => next(), (error: unknown) => next(error instanceof Error ? error : new Error('internal'))); });
    server.on('connection', (socket) => this.connected(socket));
    this.notices.connect((recipient, notice) => { server.to(`person:${recipient}`).emit('notice', notice); });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.tail.start();
    let book = this.directory.book().version;
    this.stops.push(this.directory.onChange(() => {
      const { version } = this.directory.book();
      if (version !== book) this.server?.emit('reference', version);
      book = version;
      void this.recheck();
    }));
    this.stops.push(this.hints.subscribe('sessions', () => void this.recheck()));
    const timer = setInterval(() => void this.recheck(), RECHECK);
    timer.unref();
    this.stops.push(() => clearInterval(timer));
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const stop of this.stops) stop();
    this.pushes.stop();
    await this.tail.stop();
    await this.sensing?.stop();
    // Transports are closed and not sessions: clients come back to the next process, or to this one after its restart.
    this.server?.engine.close();
  }

  /** For metrics: sockets connected, those that follow, batches and changes sent since the start. */
  figures(): { sockets: number; following: number; batches: number; changes: number } {
    let following = 0;
    for (const socket of this.all()) if (socket.data.room !== null) following++;
    return { sockets: this.server?.engine.clientsCount ?? 0, following, ...this.pushes.figures };
  }

  /** Asks of everybody connected whether they are still signed in and still see the same; once at a time. Never rejects. */
  recheck(): Promise<void> {
    this.checking = this.checking.then(async () => {
      for (const socket of this.all()) await this.check(socket);
    }).catch((error: unknown) => { this.log.warn({ err: error }, 'sockets could not be checked; trying again'); });
    return this.checking;
  }

  private get sockets(): LiveNamespace {
    if (this.server === null) throw new Error('the socket server has not been started');
    return this.server.sockets;
  }
  private all(): LiveSocket[] { return this.server === null ? [] : [...this.sockets.sockets.values()]; }

  private async admit(socket: LiveSocket): Promise<void> {
    const principal = await this.identify(socket).catch((error: unknown) => {
      if (!(error instanceof DatabaseUnavailable)) this.log.error({ err: error }, 'a socket could not be let in');
      throw new Error(error instanceof DatabaseUnavailable ? 'unavailable' : 'internal');
    });
    if (principal === null) throw new Error('not-signed-in');
    Object.assign(socket.data, { principal, room: null, turn: Promise.resolve(), looking: null, senses: null, waiting: 0, heaped: 0 });
  }

  private identify(socket: LiveSocket): ReturnType<Access['fromHandshake']> {
    return this.access.fromHandshake(socket.handshake.headers, socket.handshake.auth);
  }

  private connected(socket: LiveSocket): void {
    watchBacklog(socket);
    void socket.join(`person:${socket.data.principal.actor.id}`);
    socket.on('follow', (from, ack) => {
      if (typeof ack !== 'function') return;
      socket.data.turn = socket.data.turn.then(() => this.following.follow(socket, from)).then(ack).catch((error: unknown) => {
        // Without an answer the client would wait for good: it comes back and asks again.
        this.log.error({ err: error }, 'a socket could not follow');
        cutOff(socket);
      });
    });
    socket.on('sense', (from, ack) => {
      if (typeof ack !== 'function' || this.sensing === null) return;
      void this.sensing.sense(socket, from).then(ack).catch((error: unknown) => {
        this.log.error({ err: error }, 'a socket could not sense');
        cutOff(socket);
      });
    });
    socket.on('look', (at) => this.presence?.look(socket, at));
    socket.on('attend', (on) => this.presence?.attend(socket, on));
    socket.on('disconnect', () => {
      this.following.unfollow(socket);
      this.presence?.gone(socket);
    });
  }

  private async check(socket: LiveSocket): Promise<void> {
    const principal = await this.identify(socket);
    if (!socket.connected) return;
    if (principal === null) return void socket.disconnect(true);
    const before = socket.data.principal.actor;
    socket.data.principal = principal;
    this.presence?.judged(socket);
    await this.sensing?.judged(socket);
    if (JSON.stringify([before.role, before.department, before.cells]) === JSON.stringify([principal.actor.role, principal.actor.department, principal.actor.cells])) return;
    // Another sight: out of the old room, and after the client has read its lists anew it follows again.
    const followed = socket.data.room !== null;
    this.following.unfollow(socket);
    if (!followed) return;
    socket.emit('refetch');
    await this.following.follow(socket, { since: null });
  }

  private send(room: string, batch: Batch): void {
    for (const id of this.sockets.adapter.rooms.get(room) ?? []) {
      const socket = this.sockets.sockets.get(id);
      if (socket !== undefined && tooSlow(socket)) cutOff(socket);
    }
    this.sockets.to(room).emit('changes', batch);
  }

  private cutOffAll(): void { for (const socket of this.all()) cutOff(socket); }
}
