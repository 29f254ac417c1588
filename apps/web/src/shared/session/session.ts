import type { Me } from '#contract';
import type { Actor } from '#domain';
import { computed, ref, shallowRef } from 'vue';
import { call, onSessionEnd } from '../api/call.js';
import { ProblemError } from '../api/failure.js';
import { prefer } from '../i18n/lang.js';

/** Who is signed in; null while nobody is, or while it is not known yet. */
export const me = shallowRef<Me | null>(null);
/** The same person as the life-cycle table sees actors. */
export const actor = computed<Actor | null>(() => {
  const who = me.value;
  return who && { id: who.id, role: who.role, cells: who.cells, ...(who.department !== null && { department: who.department }) };
});

const forgetting = new Set<() => void>();
/** Called when the person is gone: whoever holds what only that person may see drops it. */
export const whenForgotten = (run: () => void): void => { forgetting.add(run); };

/** True while the session has run out under an open page; a sheet asks for the password and nothing typed is lost. */
export const expired = ref(false);
let waiting: ((again: boolean) => void)[] = [];

onSessionEnd(() => {
  if (me.value === null) return Promise.resolve(false);
  expired.value = true;
  return new Promise((resolve) => waiting.push(resolve));
});

/** Looks whether a session cookie is still good. Throws when the server cannot be asked. */
export async function loadSession(): Promise<boolean> {
  try {
    welcome(await call('GET /api/session', { quiet: true }));
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.is('not-signed-in')) return false;
    throw error;
  }
}

/** `remember`: stay signed in on this device for a week without use. */
export async function signIn(account: string, password: string, remember = false): Promise<void> {
  welcome(await call('POST /api/session', { body: { account, password, remember }, quiet: true }));
}

/** From the sheet: the same person goes on; what waited is sent again. */
export async function signInAgain(password: string): Promise<void> {
  const account = me.value?.id ?? '';
  welcome(await call('POST /api/session', { body: { account, password }, quiet: true }));
  expired.value = false;
  const resume = waiting;
  waiting = [];
  for (const go of resume) go(true);
}

/** Ends the session here, even when the server cannot be told, and forgets everything that was shown. */
export async function signOut(): Promise<void> {
  try { await call('DELETE /api/session', { quiet: true }); } catch { /* the cookie runs out by itself */ }
  forget();
}

/** What was being written about somebody stays on this computer no longer than its writer. */
function forgetDrafts(): void {
  try { for (const name of Object.keys(localStorage)) if (name.startsWith('grid.draft.')) localStorage.removeItem(name); } catch { /* private window */ }
}

export function forget(): void {
  for (const go of waiting) go(false);
  waiting = [];
  expired.value = false;
  me.value = null;
  for (const run of forgetting) run();
  forgetDrafts();
}

/** It is known who is here. */
export function welcome(who: Me): void {
  me.value = who;
  prefer(who.language);
}
