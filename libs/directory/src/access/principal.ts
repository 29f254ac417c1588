import type { Actor } from '#domain';
import type { Language } from '../people/person.js';

/** Who is asking, once signed in. */
export interface Principal {
  readonly actor: Actor;
  readonly name: string;
  readonly language: Language;
  /** Signed in with a one-time password: lets in to choose an own one, and nowhere else. */
  readonly mustChange?: true;
}
