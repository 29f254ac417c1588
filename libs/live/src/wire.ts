import type { DefaultEventsMap, Namespace, Server, Socket } from 'socket.io';
import type { ClientToServer, ServerToClient } from '#contract';
import type { Principal } from '#directory';

/** What the server knows of a socket. */
export interface Connected {
  principal: Principal;
  /** The room of its changes, once it follows. */
  room: string | null;
  /** `follow` calls of one socket run one after the other. */
  turn: Promise<void>;
  looking: string | null;
  /** The room of news of alarms and devices, while it senses. */
  senses: string | null;
  /** Packets, and characters in them, made since the last that left for the network. */
  waiting: number;
  heaped: number;
}
export type LiveServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, Connected>;
export type LiveNamespace = Namespace<ClientToServer, ServerToClient, DefaultEventsMap, Connected>;
export type LiveSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, Connected>;

/** A client this many packets or characters behind is cut off: it comes back by itself and catches up by its position. */
const PACKETS = 200;
const CHARACTERS = 4_000_000;
export const tooSlow = (socket: LiveSocket): boolean => socket.data.waiting > PACKETS || socket.data.heaped > CHARACTERS;
/** How long a slot waits for a client to take what it was sent before the client is cut off. */
const DRAIN = 10_000;

/** Counts what the network has not taken yet, by the transport's own events. */
export function watchBacklog(socket: LiveSocket): void {
  const none = (): void => { socket.data.waiting = 0; socket.data.heaped = 0; };
  none();
  socket.conn.on('packetCreate', ({ data }: { data?: unknown }) => {
    socket.data.waiting++;
    if (typeof data === 'string') socket.data.heaped += data.length;
  });
  socket.conn.on('flush', none);
}

/** Closes the transport, not the session: the client's own reconnection sets in. */
export const cutOff = (socket: LiveSocket): void => { socket.conn.close(true); };

/** Resolves when the client has taken everything, is gone, or has been cut off for taking too long. */
export function drained(socket: LiveSocket): Promise<void> {
  if (socket.data.waiting === 0 || !socket.connected) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      socket.conn.off('drain', check);
      socket.conn.off('close', done);
      resolve();
    };
    const check = (): void => { if (socket.data.waiting === 0) done(); };
    const timer = setTimeout(() => { cutOff(socket); done(); }, DRAIN);
    timer.unref();
    socket.conn.on('drain', check);
    socket.conn.once('close', done);
  });
}
