import type { UserId } from '#domain';
import type { Crew } from '../client/crew.js';
import { picture } from './scene.js';

const PICTURES = 2;

/** Each person's pictures: made and uploaded once, afterwards referred to by hash. */
export class Album {
  readonly #hashes = new Map<UserId, Promise<string[]>>();

  constructor(private readonly crew: Crew) {}

  async of(person: UserId, count: number): Promise<string[]> {
    let hashes = this.#hashes.get(person);
    if (hashes === undefined) {
      hashes = this.crew.session(person).then((session) => session.upload(Array.from({ length: PICTURES }, (_, i) => picture(`${person}/${i}`))));
      this.#hashes.set(person, hashes);
      hashes.catch(() => this.#hashes.delete(person));
    }
    return (await hashes).slice(0, count);
  }
}
