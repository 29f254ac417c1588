import type { Receipt, ReportReceipt, Problem } from '#contract';
import { call } from '../../shared/api/call.js';
import { CalledOff, ProblemError, Unreachable } from '../../shared/api/failure.js';
import { expired, me } from '../../shared/session/session.js';
import { clockOffset } from '../../shared/time/now.js';
import { hearClock } from './clock.js';
import { db, photoKey, write } from './db.js';
import { backOff, due, dueAt, next, waitsForWifi, whole, type ItemEvent } from './item.js';
import { alone } from './lock.js';
import { changed, hear, inOrder, link, showProgress, tell } from './state.js';
import type { KeptReceipt, OutboxItem } from './types.js';
import { upload } from './upload.js';
import { costly, watchCarrier } from './wifi.js';

const KEEP = 100, TICK = 30_000;
const SOONEST = 250;

let running: Promise<void> | null = null;
let again = false;
/** Network faults in a row: they slow the whole run down, since the next item would meet the same. */
let faults = 0;
let pausedUntil = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
const sent = new Set<(receipt: KeptReceipt) => void>();
const refused = new Set<(item: OutboxItem) => void>();
const subscribe = <T>(to: Set<T>, run: T): (() => void) => { to.add(run); return () => { to.delete(run); }; };
export const whenSent = (run: (receipt: KeptReceipt) => void): (() => void) => subscribe(sent, run);
export const whenRefused = (run: (item: OutboxItem) => void): (() => void) => subscribe(refused, run);

/** One rule: try when there is something and the page is online, visible again, opened, or half a minute has passed. */
export function startRunner(): void {
  addEventListener('online', poke);
  addEventListener('offline', () => { link.value = 'offline'; });
  // Whoever puts the phone away has made up his mind: what is held goes now, while the page still lives.
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') poke(); else void letGo(); });
  addEventListener('pagehide', () => { void letGo(); });
  hear((message) => { if (message === 'wake') wake(); });
  watchCarrier(poke);
  setInterval(wake, TICK);
  wake();
}

/** Tries at once, whatever was waited for. */
export function poke(): void {
  faults = 0;
  pausedUntil = 0;
  wake();
}
/** There may be something to do. Many calls make one run, and one more when something came meanwhile. */
export function wake(): void {
  clearTimeout(timer);
  if (me.value === null || expired.value || Date.now() < pausedUntil) { plan(); return; }
  if (running) { again = true; return; }
  again = false;
  running = alone(run).catch((error: unknown) => { console.error(error); }).finally(() => { running = null; if (again) wake(); else plan(); });
}
function plan(): void {
  clearTimeout(timer);
  if (me.value === null || expired.value) return;
  void mine().then((items) => {
    const at = dueAt(items, costly());
    if (at === null) return;
    clearTimeout(timer);
    timer = setTimeout(wake, Math.max(SOONEST, Math.min(TICK, Math.max(at, pausedUntil) - Date.now())));
  }).catch(() => undefined);
}

const mine = async (): Promise<OutboxItem[]> => { const of = me.value?.id; return of === undefined ? [] : inOrder(await (await db()).getAllFromIndex('outbox', 'user', of)); };

async function letGo(): Promise<void> {
  const held = (await mine()).filter((item) => item.state === 'held');
  for (const item of held) await happen(item.id, { type: 'let-go' });
  if (held.length > 0) { await changed(); poke(); }
}

/** What happened, written before anything else follows from it. Null: the item is no longer there. */
async function happen(id: string, event: ItemEvent): Promise<OutboxItem | null> {
  const item = await write(['outbox'], async (tx) => {
    const before = await tx.store.get(id);
    if (!before) return null;
    const after = next(before, event);
    if (after.is !== 'item') return before;
    if (after.item !== before) await tx.store.put(after.item);
    return after.item;
  });
  await changed();
  return item;
}

async function run(): Promise<void> {
  const of = me.value?.id;
  if (of === undefined) return;
  for (const item of await mine()) if (item.state === 'sending') await happen(item.id, { type: 'orphaned' });
  const first = due(await mine(), Date.now(), costly());
  if (first === null) return;
  // Somebody else may have signed in on this phone since: what one person saw is never sent in another one's name.
  try {
    if ((await call('GET /api/session', { quiet: true })).id !== of) { expired.value = true; return; }
  } catch (error) { await failed(first, error); return; }
  while (me.value?.id === of && !expired.value) {
    const item = due(await mine(), Date.now(), costly());
    if (item === null) return;
    if (!(await work(item))) return;
  }
}

/** One item as far as it goes now; false ends the run. */
async function work(item: OutboxItem): Promise<boolean> {
  let current: OutboxItem | null = item;
  const stop = new AbortController();
  try {
    await hearClock();
    if (!whole(item)) { current = await pictures(item, stop.signal); if (current === null || current.state === 'refused') return true; }
    if (current.state === 'held') {
      if ((current.heldUntil ?? 0) > Date.now()) return true;
      current = await happen(current.id, { type: 'let-go' });
    }
    if (current === null || current.state !== 'waiting') return true;
    current = await happen(current.id, { type: 'taken', content: contentOf(current) });
    if (current === null || current.state !== 'sending') return true;
    showProgress(current.id, { photosDone: current.photos.length, photosOf: current.photos.length, bytesDone: 0, bytesOf: 0, submitting: true });
    await accepted(current, await submit(current));
    good();
    return true;
  } catch (error) { return await failed(current ?? item, error); } finally { showProgress(item.id, null); }
}

async function pictures(item: OutboxItem, signal: AbortSignal): Promise<OutboxItem | null> {
  const base = await db(), kept = await Promise.all(item.photos.map((hash) => base.get('photos', photoKey(item.user, hash))));
  const bytesOf = kept.reduce((sum, photo) => sum + (photo?.data.byteLength ?? 0), 0);
  let bytesDone = 0, current: OutboxItem | null = item;
  for (const [i, hash] of item.photos.entries()) {
    const photo = kept[i];
    if (!item.arrived.includes(hash)) {
      // The Wi-Fi ended between two of them.
      if (waitsForWifi(current, costly())) return null;
      // Its bytes are gone from the phone (the browser cleared them): the server may have it all the same, and says so when asked.
      if (photo) {
        const before = bytesDone, say = (reached: number): void => showProgress(item.id, { photosDone: i, photosOf: item.photos.length, bytesDone: before + reached, bytesOf, submitting: false });
        say(0);
        await upload(photo, { reached: say, signal });
        good();
      }
      current = await happen(item.id, { type: 'photo-arrived', hash });
      // Taken back, edited or deleted meanwhile.
      if (current === null) return null;
    }
    bytesDone += photo?.data.byteLength ?? 0;
  }
  return current;
}

/** What is sent, from what was noted. Its time is the server's: what the phone's clock was off by then, else by what it is off now. */
function contentOf(item: OutboxItem): unknown {
  if (item.kind === 'command') return { body: item.body, version: item.version };
  const { draft } = item, text = draft.text.trim();
  const offset = item.offset ?? clockOffset.value, capturedAt = Math.min(draft.capturedAt ?? item.at, Date.now()) + offset;
  return {
    classId: draft.classId, conditionId: draft.conditionId, capturedAt: Math.round(capturedAt), source: draft.source, photos: draft.handled ? [] : draft.photos,
    ...(text !== '' && !draft.handled && { text }), ...(draft.handled && { handled: { note: text, before: draft.photos, after: draft.after }, ...(text !== '' && { text }) }),
    ...(draft.place && { position: { lon: draft.place.lon, lat: draft.place.lat, ...(draft.place.by === 'fix' && draft.place.accuracy !== null && { accuracy: draft.place.accuracy }) } }),
    ...(draft.sameAs && { sameAs: draft.sameAs }),
  };
}

async function submit(item: OutboxItem): Promise<ReportReceipt | Receipt> {
  const how = { idempotencyKey: item.id, quiet: true, timeout: 40_000 };
  if (item.kind === 'report') return call('POST /api/reports', { body: item.sealed as object, ...how });
  const { body, version } = item.sealed as Pick<typeof item, 'body' | 'version'>;
  return call('POST /api/cases/{id}/commands', { path: { id: item.case.id }, body, ...(version !== null && { version }), ...how });
}

async function accepted(item: OutboxItem, answer: ReportReceipt | Receipt): Promise<void> {
  if (typeof answer?.id !== 'string' || typeof answer.number !== 'string') throw new TypeError('not our server');
  const receipt: KeptReceipt = {
    id: item.id, kind: item.kind, at: Date.now(), queuedAt: item.at, label: item.kind === 'command' ? item.label : item.draft.text.trim(), classId: item.kind === 'report' ? item.draft.classId : null, photo: item.photos[0] ?? null, answer,
  };
  await write(['outbox', 'receipts'], async (tx) => {
    const before = await tx.objectStore('outbox').get(item.id);
    if (before && next(before, { type: 'accepted' }).is !== 'sent') return;
    await tx.objectStore('outbox').delete(item.id);
    await tx.objectStore('receipts').put({ ...receipt, user: item.user });
    const all = (await tx.objectStore('receipts').index('user').getAll(item.user)).sort((a, b) => b.at - a.at);
    for (const old of all.slice(KEEP)) await tx.objectStore('receipts').delete(old.id);
  });
  await changed();
  for (const run of sent) run(receipt);
}

function good(): void { faults = 0; link.value = 'online'; }

/** What a failure means for the item, and whether the run goes on. */
async function failed(item: OutboxItem, error: unknown): Promise<boolean> {
  if (error instanceof CalledOff) { await happen(item.id, { type: 'signed-out' }); return false; }
  const problem = error instanceof ProblemError ? error.problem : null;
  // An answer that is not ours (a hotel's sign-in page, a proxy's error) says nothing about the item.
  if (problem === null || (problem.type === 'about:blank' && problem.status < 500)) {
    if (!(error instanceof Unreachable) && problem === null) console.error(error);
    faults++;
    pausedUntil = Date.now() + Math.min(TICK, backOff(faults - 1, Math.random()) / 4);
    link.value = 'offline';
    await happen(item.id, { type: 'unanswered', notBefore: 0 });
    return false;
  }
  good();
  // Not signed in, or a password that must be changed first: nothing is wrong with the item.
  if (problem.status === 401 || problem.code === 'password-change-due') {
    expired.value = true;
    await happen(item.id, { type: 'signed-out' });
    return false;
  }
  const wait = Date.now() + Math.max((problem.retryAfter ?? 0) * 1000, backOff(item.tries, Math.random()));
  if (problem.code === 'unknown-photo' && item.tries < 5) { await happen(item.id, { type: 'photos-lost', notBefore: item.tries === 0 ? 0 : wait }); return true; }
  if (problem.status >= 500 || problem.status === 429 || problem.status === 408 || problem.code === 'still-running') {
    await happen(item.id, { type: 'busy', notBefore: wait });
    // The server asks everybody to wait; a fault of this one item holds up nobody else.
    if (problem.status === 429 || problem.status === 503) { pausedUntil = wait; return false; }
    return true;
  }
  const now = await happen(item.id, { type: 'refused', problem: problem as Problem });
  if (now?.state === 'refused') for (const run of refused) run(now);
  return true;
}
/** The session is good again. */
export function resume(): void { tell('wake'); poke(); }
