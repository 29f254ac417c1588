import type { CaseRow, Change, ClientToServer, NoticeView, ServerToClient } from '#contract';
import type { Socket } from 'socket.io-client';
import { ref, shallowRef } from 'vue';
import { BASE } from '../api/base.js';
import { call } from '../api/call.js';
import { ProblemError } from '../api/failure.js';
import { loadBook } from '../book/book.js';
import { renewCells } from '../book/places.js';
import { heardTime, serverNow } from '../time/now.js';
import { keepRow } from './rows.js';

/** `live`: the socket says what changes. `polling`: the feed is asked every few seconds. `offline`: neither works. */
export type Connection = 'connecting' | 'live' | 'polling' | 'offline';
export const connection = ref<Connection>('connecting');
/** When the picture on the screen was last known to be complete. */
export const lastHeard = ref(0);

const PATIENCE = 10_000;
const POLL = 15_000;

let socket: Socket<ServerToClient, ClientToServer> | null = null;
let position: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let running = false;

const onChanges = new Set<(changes: readonly Change[]) => void>();
const onReset = new Set<() => void>();
const onNotice = new Set<(notice: NoticeView) => void>();
const subscribe = <T>(to: Set<T>, run: T): (() => void) => { to.add(run); return () => { to.delete(run); }; };

/** The socket, for what only some pages follow. */
export const wire = (): typeof socket => socket;
/** Called with every batch of changes, after the rows have been patched. */
export const whenChanged = (run: (changes: readonly Change[]) => void): (() => void) => subscribe(onChanges, run);
/** Called when changes may have been missed: whoever shows a list fetches it anew. */
export const whenReset = (run: () => void): (() => void) => subscribe(onReset, run);
export const whenNotified = (run: (notice: NoticeView) => void): (() => void) => subscribe(onNotice, run);

/** Takes the feed's position first, so that every list fetched afterwards misses nothing; then follows. */
export async function startFeed(): Promise<void> {
  if (running) return;
  running = true;
  position = (await call('GET /api/changes', {})).position;
  lastHeard.value = serverNow();
  window.addEventListener('offline', goneOffline);
  window.addEventListener('online', cameOnline);
  const { io } = await import('socket.io-client');
  if (!running) return;
  socket = io({ path: `${BASE}socket.io`, transports: ['websocket', 'polling'], reconnectionDelay: 500, reconnectionDelayMax: 8_000, randomizationFactor: 0.5 });
  socket.on('connect', follow);
  socket.on('disconnect', lost);
  socket.on('connect_error', (error) => { if (/not-signed-in/.test(error.message)) void call('GET /api/session', {}).catch(() => undefined); lost(); });
  socket.on('changes', ({ items, position: upTo }) => { position = upTo; take(items); });
  socket.on('notice', (notice) => { for (const run of onNotice) run(notice); });
  socket.on('refetch', () => { for (const run of onReset) run(); });
  socket.on('looking', (at) => { lookers.value = at; });
  socket.on('lookers', ({ whole, items }) => { const all = new Map(whole ? [] : openElsewhere.value); for (const { case: id, people } of items) if (people.length > 0) all.set(id, people); else all.delete(id); openElsewhere.value = all; });
  socket.on('reference', () => { void loadBook().catch(() => undefined); void renewCells(); });
}

export function stopFeed(): void {
  running = false;
  clearTimeout(timer);
  timer = undefined;
  socket?.disconnect();
  socket = null;
  position = null;
  connection.value = 'connecting';
  window.removeEventListener('offline', goneOffline);
  window.removeEventListener('online', cameOnline);
}

/** Who looks at the case that is looked at here. */
export const lookers = shallowRef<{ readonly case: string; readonly people: readonly { id: string; name: string }[] } | null>(null);
let lookingAt: string | null = null;
/** Tells the server which case is being looked at. */
export function lookAt(id: string | null): void {
  lookingAt = id;
  lookers.value = null;
  socket?.emit('look', { case: id });
}

/** Who has which case open, while a list is on the screen; the centre is told. */
export const openElsewhere = shallowRef<ReadonlyMap<string, readonly { id: string; name: string }[]>>(new Map());
let attending = 0;
/** A list is on the screen, until what is answered is called. */
export function attend(): () => void {
  if (++attending === 1) socket?.emit('attend', true);
  return () => { if (--attending === 0) { socket?.emit('attend', false); openElsewhere.value = new Map(); } };
}

function follow(): void {
  const since = position;
  socket?.emit('follow', { since }, (answer) => {
    if (!answer.ok) {
      if (since === null) return lost();
      position = null;
      return follow();
    }
    clearTimeout(timer);
    timer = undefined;
    position = answer.position;
    if (since === null) for (const run of onReset) run();
    heardTime(answer.serverTime);
    lastHeard.value = serverNow();
    connection.value = 'live';
    if (lookingAt !== null) socket?.emit('look', { case: lookingAt });
    if (attending > 0) socket?.emit('attend', true);
  });
}

/** The socket is away: after a short patience the feed is asked instead. */
function lost(): void {
  if (!running || timer !== undefined) return;
  connection.value = navigator.onLine ? 'connecting' : 'offline';
  timer = setTimeout(() => { void poll(); }, PATIENCE);
}
function goneOffline(): void { connection.value = 'offline'; }
function cameOnline(): void { socket?.connect(); clearTimeout(timer); timer = setTimeout(() => { void poll(); }, 1_000); }

async function poll(): Promise<void> {
  if (!running || socket?.connected) { timer = undefined; return; }
  try {
    let more = true;
    while (more) {
      const answer = await call('GET /api/changes', { query: position === null ? {} : { since: position }, timeout: 8_000 });
      position = answer.position;
      take(answer.items);
      more = answer.more;
    }
    if (!socket?.connected) connection.value = 'polling';
  } catch (error) {
    if (error instanceof ProblemError && error.is('position-gone')) { position = null; for (const run of onReset) run(); }
    else connection.value = 'offline';
  }
  timer = setTimeout(() => { void poll(); }, POLL);
}

/** A row that came by another way than the feed, such as the answer to an own command: the lists hear of it just the same. */
export function heardRow(row: CaseRow): void {
  keepRow(row);
  const change: Change = { position: position ?? '', id: row.id, version: row.version, stage: row.stage, event: '', row, left: false };
  for (const run of onChanges) run([change]);
}

function take(items: readonly Change[]): void {
  lastHeard.value = serverNow();
  for (const change of items) if (change.row !== null) keepRow(change.row);
  if (items.length > 0) for (const run of onChanges) run(items);
}
