import type { Change, FollowAnswer } from '#contract';
import { followSchema } from '#contract';
import type { Clock } from '#platform';
import { audienceOf, fold } from './audience.js';
import { placeOf } from './position.js';
import type { Pushes } from './pushes.js';
import { Slots } from './slots.js';
import type { Tail } from './tail.js';
import { drained, type LiveSocket } from './wire.js';

/** Cases in one batch while catching up. */
const CHUNK = 500;
/** Clients catching up at the same time: what they were sent and have not taken yet lies in memory. */
const AT_ONCE = 32;

/** Brings a client from where it stands to the present, and then into the room of its audience, without a gap and without a change twice. */
export class Following {
  private readonly slots = new Slots(AT_ONCE);

  constructor(private readonly tail: Tail, private readonly pushes: Pushes, private readonly clock: Clock) {}

  async follow(socket: LiveSocket, asked: unknown): Promise<FollowAnswer> {
    const parsed = followSchema.safeParse(asked);
    if (!parsed.success) return { ok: false, code: 'invalid-input' };
    const { since } = parsed.data;
    this.unfollow(socket);
    if (since === null) return this.join(socket, []);
    const place = placeOf(since);
    if (place === null) return { ok: false, code: 'invalid-input' };
    return this.slots.with(async () => {
      for (let at = place; ;) {
        if ((await this.tail.reach(at)) === 'gone') return { ok: false, code: 'position-gone' };
        // From here to the join there is no waiting: what is read now is exactly what the room has been given.
        const entries = this.tail.after(at);
        if (entries === null) return { ok: false, code: 'position-gone' };
        const items = fold(socket.data.principal.actor, entries);
        const last = items[CHUNK - 1];
        if (items.length <= CHUNK || last === undefined) {
          const answer = this.join(socket, items);
          await drained(socket);
          return answer;
        }
        const next = placeOf(last.position);
        if (next === null || !socket.connected) return { ok: false, code: 'position-gone' };
        socket.emit('changes', { items: items.slice(0, CHUNK), position: last.position });
        await drained(socket);
        at = next;
      }
    });
  }

  unfollow(socket: LiveSocket): void {
    const { room } = socket.data;
    if (room === null) return;
    socket.data.room = null;
    void socket.leave(room);
    this.pushes.leave(room);
  }

  /** In one breath: the others get what waits for them, this one what it missed, and from here on all the same. */
  private join(socket: LiveSocket, missed: Change[]): FollowAnswer {
    const position = this.tail.at.text;
    const { actor } = socket.data.principal;
    const room = audienceOf(actor);
    if (room !== null && socket.connected) {
      this.pushes.flush(room);
      if (missed.length > 0) socket.emit('changes', { items: missed, position });
      this.pushes.join(room, actor);
      socket.data.room = room;
      void socket.join(room);
    }
    return { ok: true, position, serverTime: this.clock.now() };
  }
}
