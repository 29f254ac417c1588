import type { Database } from '#platform';

export interface SeedOptions {
  /** Also the demo people, all with `password`. */
  readonly demo: boolean;
  /** Password of new accounts. Absent without demo: a first operator gets a random one, answered once. */
  readonly password?: string;
}
export interface Seeded {
  /** Kinds of the rule book that got a new version. */
  readonly published: readonly string[];
  readonly cells: number;
  readonly people: number;
  /** Only when this run created the first operator without a given password. */
  readonly operator: { readonly account: string; readonly password: string } | null;
}

/** Brings the rule book's files into the database in one transaction. Run again with the same files, it changes nothing; edits made in the program stay. Throws RulebookFaults. */
export async function seed(_db: Database, _folder: string, _options: SeedOptions): Promise<Seeded> { throw new Error('not written yet'); }
