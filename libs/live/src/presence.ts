import { lookSchema } from '#contract';
import { SIGHT } from '#domain';
import type { LiveNamespace, LiveSocket } from './wire.js';

const roomOf = (id: string): string => `case:${id}`;
/** Those with a list on the screen. */
const ATTENDING = 'attending';
/** What changes within this is told in one message. */
const GATHER = 300;

/**
 * Who looks at which case, shown to those who look at it, and to the centre on its lists. Kept in this process only: with several api processes
 * people see those who are connected to the same one.
 */
export class Presence {
  private readonly changed = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

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

  /** Only for those who see every case: to others a row may not even exist. */
  attend(socket: LiveSocket, on: unknown): void {
    if (on !== true) return void socket.leave(ATTENDING);
    if (SIGHT[socket.data.principal.actor.role] !== 'all' || socket.rooms.has(ATTENDING)) return;
    void socket.join(ATTENDING);
    const looked = new Set<string>();
    for (const { data } of this.io.sockets.values()) if (data.looking !== null) looked.add(data.looking);
    socket.emit('lookers', { whole: true, items: [...looked].map((id) => ({ case: id, people: this.peopleOf(id) })) });
  }

  /** After a change of rights: whoever no longer sees everything attends no longer. */
  judged(socket: LiveSocket): void { if (SIGHT[socket.data.principal.actor.role] !== 'all') void socket.leave(ATTENDING); }

  /** After a disconnection: the rooms have been left by themselves. */
  gone(socket: LiveSocket): void {
    if (socket.data.looking !== null) this.tell(socket.data.looking);
    socket.data.looking = null;
  }

  private peopleOf(id: string): { id: string; name: string }[] {
    const people = new Map<string, string>();
    for (const member of this.io.adapter.rooms.get(roomOf(id)) ?? []) {
      const principal = this.io.sockets.get(member)?.data.principal;
      if (principal !== undefined) people.set(principal.actor.id, principal.name);
    }
    return [...people].map(([person, name]) => ({ id: person, name }));
  }

  private tell(id: string): void {
    this.io.to(roomOf(id)).emit('looking', { case: id, people: this.peopleOf(id) });
    this.changed.add(id);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const items = [...this.changed].map((one) => ({ case: one, people: this.peopleOf(one) }));
      this.changed.clear();
      this.io.to(ATTENDING).emit('lookers', { whole: false, items });
    }, GATHER).unref();
  }
}
