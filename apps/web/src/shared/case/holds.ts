import type { CaseView, Hold } from '#contract';
import { onScopeDispose, shallowRef } from 'vue';
import { call } from '../api/call.js';
import { me } from '../session/session.js';
import { now, serverNow } from '../time/now.js';

/** Cases that somebody of the centre has taken, by case; null while they are not known. */
const held = shallowRef<ReadonlyMap<string, Hold> | null>(null);
const EVERY = 20_000;

/** The people who share one queue and take cases from it. */
export const ofCentre = (): boolean => me.value?.role === 'dispatcher' || me.value?.role === 'supervisor';

async function look(): Promise<void> {
  try { held.value = new Map((await call('GET /api/holds', { quiet: true })).map((h) => [h.case, h])); } catch { /* a courtesy, not worth a word */ }
}
/** Keeps the holds fresh for as long as the component lives. */
export function watchHolds(): void {
  if (!ofCentre()) return;
  void look();
  const timer = setInterval(() => { void look(); }, EVERY);
  onScopeDispose(() => clearInterval(timer));
}

/** Who has taken a case, while it lasts. */
export function holdOf(id: string): Hold | null { const h = held.value?.get(id); return h && h.until > now.value ? h : null; }
/** The same for an open case, which brings its own. */
export const holdOn = (view: Pick<CaseView, 'id' | 'hold'>): Hold | null => (held.value === null ? (view.hold !== null && view.hold.until > now.value ? view.hold : null) : holdOf(view.id));
export const holdIsMine = (hold: Hold | null): boolean => hold !== null && hold.by === me.value?.id;

const keep = (hold: Hold): void => { held.value = new Map([...(held.value ?? []), [hold.case, hold]]); };
/** Takes a case, or keeps it longer. Throws when somebody else has it. */
export async function take(id: string): Promise<void> {
  try { keep(await call('POST /api/cases/{id}/hold', { path: { id } })); } catch (error) { void look(); throw error; }
}
export async function release(id: string): Promise<void> {
  await call('DELETE /api/cases/{id}/hold', { path: { id } });
  held.value = new Map([...(held.value ?? [])].filter(([x]) => x !== id));
}
/** The most urgent case that waits and nobody has; null when there is none. */
export async function takeNext(stages: NonNullable<Parameters<typeof call<'POST /api/cases/next'>>[1]['query']>['stage']): Promise<Hold | null> {
  const hold = await call('POST /api/cases/next', { query: stages === undefined ? {} : { stage: stages } }) as Hold | null;
  if (hold) keep(hold);
  return hold;
}
/** Minutes, rounded up, that a hold still lasts. */
export const minutesLeft = (hold: Hold): number => Math.max(1, Math.ceil((hold.until - serverNow()) / 60_000));
