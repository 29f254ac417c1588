import type { CaseRow, CaseView, Me, Reference } from '#contract';
import type { CaseId } from '#domain';
import { ref, shallowRef, type Ref } from 'vue';
import { call } from '../../shared/api/call.js';
import { ProblemError } from '../../shared/api/failure.js';
import { takeBook } from '../../shared/book/book.js';
import { expired, me, welcome } from '../../shared/session/session.js';
import { serverNow, tookTime } from './clock.js';
import { cacheKey, db, write } from './db.js';
import { borrow, tidy } from './photos.js';
import { hear, link, tell, user } from './state.js';
import { waitsFor } from './tasks.js';
import type { CellCollection, Kept, KeptTask } from './types.js';

export const reference: Ref<Kept<Reference> | null> = shallowRef(null);
export const cells: Ref<Kept<CellCollection> | null> = shallowRef(null);
export const tasks: Ref<Kept<readonly KeptTask[]> | null> = shallowRef(null);
export const openCases: Ref<Kept<readonly CaseRow[]> | null> = shallowRef(null);
export const refreshing = ref(false);

/** Tasks whose pages are fetched ahead; what goes beyond is shown by its row. */
const AHEAD = 60, PAGES = 5;
const STORES = { reference, cells, tasks, open: openCases } as const;
type Name = keyof typeof STORES;

/** Shows what this phone kept of its person. */
export async function recall(of: string): Promise<void> {
  const base = await db();
  await Promise.all((Object.keys(STORES) as Name[]).map(async (name) => {
    const kept = await base.get('cache', cacheKey(of, name));
    if (kept) show(name, { at: kept.at, value: kept.value });
  }));
}
function show(name: Name, kept: Kept<unknown> | null): void {
  (STORES[name] as Ref<unknown>).value = kept;
  if (name === 'reference') takeBook(kept ? (kept.value as Reference) : null);
}
export function forgetKnown(): void { for (const name of Object.keys(STORES) as Name[]) show(name, null); }

/** Shown even where it cannot be kept: a full phone still works while there is a network. */
async function keep(name: string, value: unknown, at: number): Promise<void> {
  const of = user();
  if (name in STORES) show(name as Name, { at, value });
  try { await write(['cache'], (tx) => tx.store.put({ key: cacheKey(of, name), user: of, at, value })); } catch { /* old news stays */ }
}

let going: Promise<boolean> | null = null;
/** Everything anew; one at a time. */
export function refresh(): Promise<boolean> {
  going ??= fetchAll(true).finally(() => { going = null; refreshing.value = false; });
  return going;
}

/** Cases and tasks only. */
export function refreshCases(): Promise<boolean> {
  going ??= fetchAll(false).finally(() => { going = null; refreshing.value = false; });
  return going;
}

async function fetchAll(whole: boolean): Promise<boolean> {
  refreshing.value = true;
  try {
    const person = whole ? await call('GET /api/session', { quiet: true }) : me.value;
    if (person === null || person.id !== me.value?.id) return true;
    if (whole) {
      welcome(person);
      await (await db()).put('meta', person, 'who');
    }
    const rows = await open();
    link.value = 'online';
    if (whole) {
      const [book, map] = await Promise.all([call('GET /api/reference', { quiet: true }), call('GET /api/cells', { quiet: true })]);
      await keep('reference', book, serverNow());
      await keep('cells', map as CellCollection, serverNow());
    }
    await fetchTasks(rows, person);
    tell('known');
    return true;
  } catch (error) {
    if (error instanceof ProblemError) { if (error.is('not-signed-in')) expired.value = true; } else link.value = 'offline';
    return false;
  }
}

async function open(): Promise<CaseRow[]> {
  const rows: CaseRow[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const answer = await call('GET /api/cases', { query: { open: 'true', sort: 'urgent', limit: 200, ...(cursor !== undefined && { cursor }) }, quiet: true });
    tookTime(answer.asOf);
    rows.push(...answer.items);
    if (answer.next === null) break;
    cursor = answer.next;
  }
  await keep('open', rows, serverNow());
  return rows;
}

async function fetchTasks(openRows: readonly CaseRow[], person: Me): Promise<void> {
  // A look again some days after closing waits for the grid member too, and its case is no open one.
  const closed = person.role === 'grid-member' ? (await call('GET /api/cases', { query: { stage: ['closed'], sort: 'newest', limit: 100 }, quiet: true })).items : [];
  const rows = [...openRows, ...closed].filter((row) => waitsFor(row, person)), known = new Map((tasks.value?.value ?? []).map((task) => [task.row.id, task.view]));
  const made: KeptTask[] = rows.map((row) => ({ row, view: known.get(row.id)?.version === row.version ? known.get(row.id) ?? null : null }));
  await keep('tasks', made, serverNow());
  const missing = made.filter((task) => task.view === null).slice(0, AHEAD);
  for (const task of missing) {
    const view = await call('GET /api/cases/{id}', { path: { id: task.row.id }, quiet: true }).catch((error: unknown) => { if (error instanceof ProblemError) return null; throw error; });
    made[made.indexOf(task)] = { row: task.row, view };
  }
  if (missing.length > 0) await keep('tasks', made, serverNow());
  const pictures = [...new Set(made.flatMap(({ row, view }) => [...row.photos, ...(view?.evidence ?? [])]))];
  await borrow(pictures);
  await tidy(new Set(pictures));
}

export async function caseView(id: CaseId): Promise<Kept<CaseView> | null> {
  try {
    const value = await call('GET /api/cases/{id}', { path: { id }, quiet: true });
    link.value = 'online';
    return { at: serverNow(), value };
  } catch (error) {
    if (error instanceof ProblemError && error.is('not-found', 'forbidden', 'unknown-case')) return null;
    const kept = tasks.value?.value.find((task) => task.row.id === id)?.view;
    return kept && tasks.value ? { at: tasks.value.at, value: kept } : null;
  }
}
hear((message) => { const of = me.value?.id; if (message === 'known' && of !== undefined && !refreshing.value) void recall(of).catch(() => undefined); });
