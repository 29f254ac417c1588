import type { Change } from '#contract';
import type { Actor } from '#domain';
import type { FeedEntry } from '#platform';
import { changeFor } from './audience.js';
import { CALM, Pace } from './pace.js';

export interface Batch { readonly items: Change[]; readonly position: string }
/** Sends a batch to everybody in the room. */
export type Send = (room: string, batch: Batch) => void;

interface Audience {
  readonly actor: Actor;
  readonly room: string;
  members: number;
  readonly pending: Map<string, Change>;
  /** Entries read since the last batch, of interest or not. */
  silent: number;
}

/** An audience for which nothing happens is told the position after so many entries of others, lest it seem to lag behind. */
const SILENT = 500;

/** Gathers changes by audience and sends each what it may see: complete up to the batch's position, at most one change a case, in commit order. */
export class Pushes {
  private readonly audiences = new Map<string, Audience>();
  /** The audiences of grid members, by their cells and by themselves. */
  private readonly members = new Map<string, Set<Audience>>();
  private readonly pace = new Pace();
  private timer: NodeJS.Timeout | null = null;
  readonly figures = { batches: 0, changes: 0 };

  /** `position`: up to where entries have been given to `take`. */
  constructor(private readonly send: Send, private readonly position: () => string, private readonly steady: () => number = () => performance.now()) {}

  join(room: string, actor: Actor): void {
    const there = this.audiences.get(room);
    if (there !== undefined) { there.members++; return; }
    const audience: Audience = { actor, room, members: 1, pending: new Map(), silent: 0 };
    this.audiences.set(room, audience);
    for (const key of keysOf(actor)) this.members.set(key, (this.members.get(key) ?? new Set()).add(audience));
  }

  leave(room: string): void {
    const audience = this.audiences.get(room);
    if (audience === undefined || --audience.members > 0) return;
    this.audiences.delete(room);
    for (const key of keysOf(audience.actor)) {
      const there = this.members.get(key);
      there?.delete(audience);
      if (there?.size === 0) this.members.delete(key);
    }
  }

  take(entries: readonly FeedEntry[]): void {
    for (const audience of this.audiences.values()) audience.silent += entries.length;
    for (const entry of entries)
      for (const audience of this.concerned(entry)) {
        const change = changeFor(audience.actor, entry);
        if (change === null) continue;
        audience.pending.delete(change.id);
        audience.pending.set(change.id, change);
      }
    const now = this.steady();
    this.pace.arrived(entries.length, now);
    this.timer ??= setTimeout(() => this.flush(), this.audiences.size === 0 ? CALM : this.pace.window(this.screens, now));
  }

  /** Sends what has been gathered; with a room, only that one's, at once. */
  flush(room?: string): void {
    if (room !== undefined) {
      const one = this.audiences.get(room);
      if (one !== undefined && one.pending.size > 0) this.emit(one);
      return;
    }
    this.timer = null;
    const began = this.steady();
    for (const audience of this.audiences.values()) if (audience.pending.size > 0 || audience.silent >= SILENT) this.emit(audience);
    this.pace.sent(this.steady() - began);
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private get screens(): number {
    let sum = 0;
    for (const audience of this.audiences.values()) sum += audience.members;
    return sum;
  }

  private emit(audience: Audience): void {
    const items = [...audience.pending.values()];
    audience.pending.clear();
    audience.silent = 0;
    this.figures.batches++;
    this.figures.changes += items.length;
    this.send(audience.room, { items, position: this.position() });
  }

  /** Those who might see the entry now or before, each once; `changeFor` decides. */
  private concerned(entry: FeedEntry): Set<Audience> {
    const found = new Set<Audience>();
    const room = (name: string): void => { const a = this.audiences.get(name); if (a !== undefined) found.add(a); };
    const members = (key: string): void => { for (const a of this.members.get(key) ?? []) found.add(a); };
    room('all');
    for (const scope of [entry.scope, entry.formerScope]) {
      if (scope === null) continue;
      if (scope.department !== null) room(`department:${scope.department}`);
      for (const department of scope.coDepartments) room(`department:${department}`);
      if (scope.cell !== null) members(`cell ${scope.cell}`);
      for (const person of scope.reporters) members(`person ${person}`);
    }
    return found;
  }
}

const keysOf = (actor: Actor): readonly string[] => (actor.role === 'grid-member' ? [`person ${actor.id}`, ...(actor.cells ?? []).map((cell) => `cell ${cell}`)] : []);
