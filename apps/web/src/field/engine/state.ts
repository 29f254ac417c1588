import { computed, ref, shallowRef, type Ref } from 'vue';
import { me } from '../../shared/session/session.js';
import { db, NAME } from './db.js';
import { EngineFailure } from './failures.js';
import type { Draft, KeptReceipt, Link, OutboxItem, Progress } from './types.js';

/** What all tabs show, read from the database: it is the truth, these are its mirror. */
export const drafts: Ref<readonly Draft[]> = shallowRef([]);
export const outbox: Ref<readonly OutboxItem[]> = shallowRef([]);
export const receipts: Ref<readonly KeptReceipt[]> = shallowRef([]);
export const progress: Ref<ReadonlyMap<string, Progress>> = shallowRef(new Map());
export const link: Ref<Link> = ref(navigator.onLine ? 'online' : 'offline');
export const unsent = computed(() => outbox.value.length);

const DAY = 86_400_000;
const clock = ref(Date.now());
setInterval(() => { clock.value = Date.now(); }, 60_000);
export const overdue = computed(() => outbox.value.some((item) => clock.value - item.at > DAY));

/** Whose phone it is at this moment; nothing is kept for nobody. */
export function user(): string {
  const who = me.value;
  if (who === null) throw new EngineFailure('gone');
  return who.id;
}

/** Reads the mirror anew; the newest reading wins. */
let reading = 0;
export async function mirror(): Promise<void> {
  const turn = ++reading, whose = me.value?.id;
  if (whose === undefined) { drafts.value = []; outbox.value = []; receipts.value = []; return; }
  const base = await db();
  const [d, o, r] = await Promise.all([base.getAllFromIndex('drafts', 'user', whose), base.getAllFromIndex('outbox', 'user', whose), base.getAllFromIndex('receipts', 'user', whose)]);
  if (turn !== reading) return;
  drafts.value = d.sort((a, b) => b.changedAt - a.changedAt || (a.id < b.id ? 1 : -1));
  outbox.value = inOrder(o);
  receipts.value = r.sort((a, b) => b.at - a.at);
  clock.value = Date.now();
}
export const inOrder = (items: OutboxItem[]): OutboxItem[] => items.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));

/** `changed`: drafts, outbox or receipts. `known`: what was fetched. `wake`: there may be something to send. `left`: the person has signed out. `track`: the day's track was begun, ended or deleted. */
type Message = 'changed' | 'known' | 'wake' | 'left' | 'track';
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(NAME);
const listeners = new Set<(message: Message) => void>();
channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => { for (const run of listeners) run(data); });
export const hear = (run: (message: Message) => void): void => { listeners.add(run); };
/** Tells the other tabs. */
// eslint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origins
export const tell = (message: Message): void => channel?.postMessage(message);

/** After every change of what is kept: this tab's mirror first, then the others'. */
export async function changed(): Promise<void> {
  tell('changed');
  await mirror();
}
hear((message) => { if (message === 'changed') void mirror().catch(() => undefined); });

export function showProgress(id: string, now: Progress | null): void {
  const map = new Map(progress.value);
  if (now) map.set(id, now);
  else map.delete(id);
  progress.value = map;
}
