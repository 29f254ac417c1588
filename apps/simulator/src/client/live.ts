import { changeSchema, type Change, type ClientToServer, type FollowAnswer, type ServerToClient } from '#contract';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import type { Session } from './session.js';

const batchSchema = z.object({ items: z.array(changeSchema), position: z.string() });

/**
 * One person's live channel, used as a screen uses it: it says where it stands, gets every later change, says it again after
 * a broken connection, and asks GET /api/changes where the channel cannot help.
 */
export class Live {
  readonly #socket: Socket<ServerToClient, ClientToServer>;
  #position: string | null;
  #catching: Promise<void> | null = null;
  /** Changes that came over the socket, and those that had to be asked for. */
  readonly counts = { pushed: 0, asked: 0, connects: 0, refetches: 0 };

  constructor(private readonly session: Session, origin: string, since: string | null, private readonly changed: (change: Change) => void) {
    this.#position = since;
    this.#socket = io(origin, { transports: ['websocket'], extraHeaders: session.headers, reconnectionDelay: 200, reconnectionDelayMax: 3000, forceNew: true });
    this.#socket.on('connect', () => { this.counts.connects++; this.#follow(); });
    this.#socket.on('changes', (batch) => this.#take(batch));
  }

  get position(): string | null { return this.#position; }
  get connected(): boolean { return this.#socket.connected; }

  /** Resolves once the server has said that this person follows. */
  async following(): Promise<void> {
    if (this.#socket.connected) return;
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('connect', () => resolve());
      this.#socket.once('connect_error', (error) => reject(new Error(`live channel of ${this.session.account}: ${error.message}`)));
    });
  }

  /** Reads what lies between the last known position and now over HTTP; for while the channel is broken. */
  catchUp(): Promise<void> {
    this.#catching ??= this.#read().finally(() => { this.#catching = null; });
    return this.#catching;
  }

  close(): void { this.#socket.close(); }

  #follow(): void {
    this.#socket.emit('follow', { since: this.#position }, (answer: FollowAnswer) => {
      if (answer.ok) { this.#position ??= answer.position; return; }
      this.#position = null;
      this.counts.refetches++;
      this.#follow();
    });
  }

  #take(received: unknown): void {
    const { items, position } = batchSchema.parse(received);
    this.counts.pushed += items.length;
    for (const change of items) this.changed(change);
    // Only now: who is called in by one of these changes follows from where it can still be seen.
    this.#position = position;
  }

  async #read(): Promise<void> {
    for (;;) {
      const from = this.#position;
      const { items, position, more } = await this.session.changes(from);
      if (from === null) { this.#position ??= position; return; }
      this.counts.asked += items.length;
      for (const change of items) this.changed(change);
      if (this.#position === from) this.#position = position;
      if (!more) return;
    }
  }
}
