import { lookSchema } from '#contract';
import type { LiveNamespace, LiveSocket } from './wire.js';

const roomOf = (id: string): string => `case:${id}`;

/**
 * Who looks at which case, shown to those who look at it. Kept in this process only: with several api processes
 * people see those who are connected to the same one.
 */
export class Presence {
  constructor(private readonly io: LiveNamespace) {}

  /** Machines do not look. */
  look(socket: LiveSocket, asked: unknown): void {
    const parsed = lookSchema.safeParse(asked);
    if (!parsed.success || socket.data.principal.actor.role === 'device') return;
    const { case: next } = parsed.data;
    const { looking: before } = socket.data;
    if (before === next) return;
    socket.data.looking = next;
    if (before !== null) {
      void socket.leave(roomOf(before));
      this.tell(before);
    }
    if (next !== null) {
      void socket.join(roomOf(next));
      this.tell(next);
    }
  }

  /** After a disconnection: the rooms have been left by themselves. */
  gone(socket: LiveSocket): void {
    if (socket.data.looking !== null) this.tell(socket.data.looking);
    socket.data.looking = null;
  }

  private tell(id: string): void {
    const people = new Map<string, string>();
    for (const member of this.io.adapter.rooms.get(roomOf(id)) ?? []) {
      const principal = this.io.sockets.get(member)?.data.principal;
      if (principal !== undefined) people.set(principal.actor.id, principal.name);
    }
    this.io.to(roomOf(id)).emit('looking', { case: id, people: [...people].map(([person, name]) => ({ id: person, name })) });
  }
}
