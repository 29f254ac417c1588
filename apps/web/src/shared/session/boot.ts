import { ref } from 'vue';
import { loadBook } from '../book/book.js';
import { startFeed, stopFeed } from '../live/feed.js';
import { dropRows } from '../live/rows.js';
import { forget, loadSession, me, signOut } from './session.js';

/** True once names, limits and the feed's position are known: lists may be fetched. */
export const ready = ref(false);
let starting: Promise<void> | null = null;

/** Who is here? `false` sends to the sign-in page; a failure is shown with a retry. */
export async function begin(): Promise<boolean> {
  if (me.value === null && !(await loadSession())) return false;
  // The sign-in page asks for a password of one's own first.
  if (me.value?.mustChange) return false;
  starting ??= Promise.all([loadBook(), startFeed()]).then(() => { ready.value = true; }).catch((error: unknown) => { starting = null; stopFeed(); throw error; });
  await starting;
  return true;
}

/** Leaves, and forgets everything of this person that was on the screen. */
export async function leave(): Promise<void> {
  stopFeed();
  await signOut();
  end();
}
/** The session is over and somebody else may sign in. */
export function end(): void {
  stopFeed();
  forget();
  dropRows();
  ready.value = false;
  starting = null;
}
