import { senseSchema, type SenseAnswer, type SensingNews } from '#contract';
import { SIGHT, type Actor } from '#domain';
import type { Hints, Log, NewsFeed } from '#platform';
import { cutOff, tooSlow, type LiveNamespace, type LiveSocket } from './wire.js';

/** Who hears what: the centre everything, a department of its own devices; null: nothing. */
export function sensingRoomOf({ role, department }: Actor): string | null {
  if (SIGHT[role] === 'all') return 'sensing';
  return SIGHT[role] === 'department' && department !== undefined ? `sensing:${department}` : null;
}

/** Without any hint the news are looked at this often, as long as somebody listens. */
const IDLE = 1_000;
const PAGE = 2_000;
/** What a client may have missed; beyond, it asks for its lists anew. */
const CATCH_UP = 10_000;
/** News that come together travel together. */
const GATHER = 100;
const TOPIC = 'sensing-news';

/** News of alarms and devices to the screens that show them. They tell what to look at anew, so that one which comes twice does no harm; none goes missing. */
export class Sensing {
  private position: string | null = null;
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private wanted = false;
  private readonly unsubscribe: () => void;
  private stopped = false;

  constructor(private readonly feed: NewsFeed<SensingNews>, hints: Pick<Hints, 'subscribe'>, private readonly log: Pick<Log, 'warn'>, private readonly sockets: () => LiveNamespace) {
    this.unsubscribe = hints.subscribe(TOPIC, () => this.soon(GATHER));
  }

  /** In the room first, then what was missed: nothing falls between the two. */
  async sense(socket: LiveSocket, asked: unknown): Promise<SenseAnswer> {
    const parsed = senseSchema.safeParse(asked);
    if (!parsed.success) return { ok: false, code: 'invalid-input' };
    this.leave(socket);
    if (parsed.data === null) return { ok: true, position: '' };
    const { actor } = socket.data.principal, room = sensingRoomOf(actor);
    if (room === null) return { ok: false, code: 'no-right' };
    const { since } = parsed.data, head = await this.feed.head();
    this.position ??= head;
    socket.data.senses = room;
    await socket.join(room);
    this.soon(IDLE);
    if (since === null) return { ok: true, position: head };
    const own = SIGHT[actor.role] === 'all' ? null : (actor.department ?? '');
    for (let at = since, n = 0; n < CATCH_UP; n += PAGE) {
      const page = await this.feed.after(at, PAGE);
      if (page === 'gone') return { ok: false, code: 'position-gone' };
      const items = page.items.filter((i) => own === null || i.department === own).map((i) => i.item);
      if (items.length > 0) socket.emit('sensing', { items, position: page.position });
      if (!page.more) return { ok: true, position: page.position };
      at = page.position;
    }
    return { ok: false, code: 'position-gone' };
  }

  /** The rights of somebody who listens have changed. */
  async judged(socket: LiveSocket): Promise<void> {
    if (socket.data.senses === null) return;
    const room = sensingRoomOf(socket.data.principal.actor);
    if (room === socket.data.senses) return;
    this.leave(socket);
    if (room === null) return;
    socket.data.senses = room;
    await socket.join(room);
  }

  leave(socket: LiveSocket): void {
    if (socket.data.senses !== null) void socket.leave(socket.data.senses);
    socket.data.senses = null;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.unsubscribe();
    if (this.timer !== null) clearTimeout(this.timer);
    await this.running;
  }

  private soon(wait: number): void {
    if (this.stopped || this.position === null) return;
    if (wait === GATHER && this.timer !== null && !this.wanted) { clearTimeout(this.timer); this.timer = null; }
    this.wanted ||= wait === GATHER;
    this.timer ??= setTimeout(() => this.turn(), wait);
    this.timer.unref();
  }

  private turn(): void {
    this.timer = null;
    this.wanted = false;
    if (this.running !== null) return;
    this.running = this.read().catch((error: unknown) => { this.log.warn({ err: error }, 'news of sensing could not be read; trying again') }).finally(() => { this.running = null; if (this.listened()) this.soon(IDLE); else this.position = null; });
  }

  private listened(): boolean { return [...this.sockets().adapter.rooms.keys()].some((room) => room === 'sensing' || room.startsWith('sensing:')); }

  private async read(): Promise<void> {
    for (let more = true; more && this.position !== null;) {
      const page = await this.feed.after(this.position, PAGE);
      if (page === 'gone') { this.position = await this.feed.head(); this.sockets().emit('refetch'); return; }
      this.position = page.position;
      more = page.more;
      this.tell('sensing', page.items.map((i) => i.item), page.position);
      for (const department of new Set(page.items.map((i) => i.department))) if (department !== null) this.tell(`sensing:${department}`, page.items.filter((i) => i.department === department).map((i) => i.item), page.position);
    }
  }

  private tell(room: string, items: SensingNews[], position: string): void {
    if (items.length === 0) return;
    for (const id of this.sockets().adapter.rooms.get(room) ?? []) {
      const socket = this.sockets().sockets.get(id);
      if (socket !== undefined && tooSlow(socket)) cutOff(socket);
    }
    this.sockets().to(room).emit('sensing', { items, position });
  }
}
