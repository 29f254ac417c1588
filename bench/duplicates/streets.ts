import { distance, type Place } from '#domain';
import type { Record311 } from './records.js';

/** The open cases of a city as time goes by, found by place: the pool that production would see. */
export class Streets {
  private readonly blocks = new Map<string, Record311[]>();
  private readonly size: { readonly lat: number; readonly lon: number };

  /** `metres` is how far around a place is looked; `near` any place of the city. */
  constructor(private readonly metres: number, near: Place) {
    const lat = (metres / 6_371_008.8) * (180 / Math.PI);
    this.size = { lat, lon: lat / Math.cos((near.lat * Math.PI) / 180) };
  }

  add(record: Record311): void {
    const key = this.key(record.place as Place, 0, 0);
    const block = this.blocks.get(key);
    if (block) block.push(record); else this.blocks.set(key, [record]);
  }

  /** The cases open at `now` within reach of the place. Time only goes on: what is closed by then is forgotten. */
  open(place: Place, now: number): Record311[] {
    const found: Record311[] = [];
    for (const x of [-1, 0, 1]) for (const y of [-1, 0, 1]) {
      const key = this.key(place, x, y);
      const block = this.blocks.get(key);
      if (!block) continue;
      const left = block.filter((r) => r.closedAt > now);
      if (left.length !== block.length) this.blocks.set(key, left);
      for (const r of left) if (distance(r.place as Place, place) <= this.metres) found.push(r);
    }
    return found;
  }

  private key(p: Place, x: number, y: number): string { return `${Math.floor(p.lat / this.size.lat) + y}:${Math.floor(p.lon / this.size.lon) + x}`; }
}
