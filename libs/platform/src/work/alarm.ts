const ROOM = 10_000;

/** Timers of this process, one a key; a later setting replaces the earlier. Bounded: what does not fit is left to the sweep. */
export class Alarm {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  set(key: string, milliseconds: number, ring: () => void): void {
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    if (this.timers.size >= ROOM) return;
    this.timers.set(key, setTimeout(() => { this.timers.delete(key); ring(); }, milliseconds).unref());
  }

  clear(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}
