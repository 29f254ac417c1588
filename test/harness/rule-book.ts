import { Directory, publish, type Contents, type Kind } from '#directory';
import type { Harness } from './harness.js';

/** A new edition of one kind of the rule book, in force from now on; what follows from it for open cases is done when this returns. Answers the edition. */
export async function amend<K extends Kind>(h: Pick<Harness, 'server' | 'database' | 'clock' | 'quiesce'>, kind: K, change: (written: Contents[K]) => Contents[K]): Promise<number> {
  const directory = h.server.get(Directory), now = h.clock.now(), content = change(directory.book().written[kind]);
  await h.database.transaction((tx) => publish(tx, { kind, content, effectiveFrom: now, at: now, by: 'op-1' }));
  await directory.refresh();
  await h.quiesce();
  return directory.book().version;
}
