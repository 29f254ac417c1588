import type { Me } from '#contract';
import { call } from '../../shared/api/call.js';
import { ProblemError } from '../../shared/api/failure.js';
import { at, here } from '../../shared/api/base.js';
import { expired, me, signInAgain as renew, welcome } from '../../shared/session/session.js';
import { recallClock } from './clock.js';
import { db, keptPerson, wipe, write } from './db.js';
import { EngineFailure } from './failures.js';
import { forgetKnown, recall, refresh } from './known.js';
import { startPhone } from './phone.js';
import { resume, startRunner } from './runner.js';
import { drafts, hear, link, mirror, outbox, tell } from './state.js';

let started = false;

export async function begin(): Promise<'known' | 'sign-in' | 'stranger'> {
  const kept = await keptPerson().catch(() => null);
  if (kept) {
    await enter(kept);
    // Who holds the session now is asked beside the work, not before it; nothing is sent as somebody else meanwhile, the runner asks as well.
    await start(null);
    void verify(kept);
    return 'known';
  }
  try {
    await finishLeaving();
    const person = await call('GET /api/session', { quiet: true });
    await enter(person);
    await start(person);
    return 'known';
  } catch (error) {
    if (error instanceof ProblemError && error.is('not-signed-in')) { goSignIn(); return 'sign-in'; }
    link.value = 'offline';
    return 'stranger';
  }
}

async function enter(person: Me): Promise<void> {
  welcome(person);
  await recallClock().catch(() => undefined);
  await Promise.all([mirror(), recall(person.id)]);
}

async function verify(kept: Me): Promise<void> {
  try {
    const person = await call('GET /api/session', { quiet: true });
    if (person.id !== kept.id) { forgetKnown(); await enter(person); }
    await start(person);
  } catch (error) {
    if (error instanceof ProblemError && error.is('not-signed-in')) expired.value = true;
    else if (!(error instanceof ProblemError)) link.value = 'offline';
  }
}

/** `person`: as the server says; null while it cannot be asked. */
async function start(person: Me | null): Promise<void> {
  if (person) await (await db()).put('meta', person, 'who');
  if (!started) {
    started = true;
    startRunner();
    startPhone();
    addEventListener('online', () => { void refresh(); });
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') void refresh(); });
  }
  if (person) { void announce().catch(() => undefined); await refresh(); }
}

export async function signInAgain(password: string): Promise<void> {
  await renew(password);
  resume();
  void announce().catch(() => undefined);
  void refresh();
}
/** The session sheet of the main app, when it asks here, goes the same way. */
export function goSignIn(): void { location.assign(at(`signin?to=${encodeURIComponent(here())}`)); }

export async function signOut({ exported = false }: { readonly exported?: boolean } = {}): Promise<void> {
  const who = me.value;
  if (who === null) return;
  await mirror();
  if (!exported && (outbox.value.length > 0 || drafts.value.length > 0)) throw new EngineFailure('unsent');
  await write(['meta'], (tx) => tx.store.put(true, 'leaving'));
  await wipe(who.id);
  tell('left');
  if (notified()) await import('./push.js').then(({ forgetPush }) => forgetPush()).catch(() => undefined);
  await finishLeaving().catch(() => undefined);
  forgetKnown();
  goSignIn();
}
/** Few phones are subscribed to push: the others fetch none of it. */
const notified = (): boolean => 'Notification' in window && Notification.permission === 'granted';
async function announce(): Promise<void> { if (notified()) await (await import('./push.js')).sayAgain(); }
/** Whoever signed out without a network is signed out as soon as there is one. */
async function finishLeaving(): Promise<void> {
  const base = await db();
  if (!(await base.get('meta', 'leaving'))) return;
  try { await call('DELETE /api/session', { quiet: true }); } catch (error) { if (!(error instanceof ProblemError)) throw error; }
  await base.delete('meta', 'leaving');
}
hear((message) => { if (message === 'left') location.reload(); });
