import type { Channel } from '#domain';
import { reactive, watch } from 'vue';
import { newKey } from '../../shared/api/call.js';
import type { Spot } from './places.js';
import { photoUrl, type Picture } from '../../shared/photos/upload.js';
import { me } from '../../shared/session/session.js';

/** What is being written down while somebody speaks. It is kept on this computer, for this person, until it is sent, twelve hours have passed, or somebody signs out. */
export interface CallDraft {
  source: Channel;
  phone: string;
  name: string;
  address: string;
  anonymous: boolean;
  text: string;
  classId: readonly string[];
  conditionId: readonly string[];
  /** The place that was searched for, by its id; the map may have been moved since. */
  placeId: readonly string[];
  spot: Spot | null;
  pictures: Picture[];
  /** One key a report: a second press, or a resend after a lost answer, makes no second case. */
  key: string;
  /** When the first thing was written: how long a call takes is shown, and nothing more is done with it. */
  begunAt: number | null;
}
/** Those who take calls begin with one; a department writes down what its own patrols see. */
const usual = (): Channel => (me.value?.role === 'dispatcher' || me.value?.role === 'supervisor' ? 'hotline' : 'patrol');
const fresh = (): CallDraft => ({ source: usual(), phone: '', name: '', address: '', anonymous: false, text: '', classId: [], conditionId: [], placeId: [], spot: null, pictures: [], key: newKey(), begunAt: null });
/** Whatever begins so is wiped when somebody signs out. */
const PREFIX = 'grid.draft.';
const LIFE = 12 * 3_600_000;
const nameOf = (): string => `${PREFIX}call.${me.value?.id ?? ''}`;

export const callDraft = reactive<CallDraft>(fresh());
export const isEmpty = (d: CallDraft): boolean => [d.phone, d.name, d.address, d.text].every((s) => s.trim() === '') && d.classId.length === 0 && d.spot === null && d.pictures.length === 0;

let owner: string | null = null;
/** Brings back what was being written by this person on this computer; answers whether there was anything. */
export function recall(): boolean {
  if (owner === (me.value?.id ?? null)) return !isEmpty(callDraft);
  owner = me.value?.id ?? null;
  Object.assign(callDraft, fresh());
  try {
    const kept = JSON.parse(localStorage.getItem(nameOf()) ?? 'null') as { at: number; draft: Omit<CallDraft, 'pictures'> & { photos: string[] } } | null;
    if (kept === null || Date.now() - kept.at > LIFE) { localStorage.removeItem(nameOf()); return false; }
    const { photos, ...rest } = kept.draft;
    Object.assign(callDraft, rest, { pictures: photos.map((hash, i): Picture => ({ key: -1 - i, name: '', preview: photoUrl(hash, 'thumb'), state: 'sent', hash, refusal: null, blob: null })) });
    return !isEmpty(callDraft);
  } catch { return false; }
}
/** Sent, or thrown away: the next call begins empty. */
export function nextCall(): void {
  Object.assign(callDraft, fresh(), { source: callDraft.source });
  try { localStorage.removeItem(nameOf()); } catch { /* private window */ }
}
const keep = (): void => {
  if (owner === null || owner !== me.value?.id) return;
  if (callDraft.begunAt === null && !isEmpty(callDraft)) callDraft.begunAt = Date.now();
  try {
    if (isEmpty(callDraft)) { localStorage.removeItem(nameOf()); return; }
    const { pictures, ...rest } = callDraft;
    localStorage.setItem(nameOf(), JSON.stringify({ at: Date.now(), draft: { ...rest, photos: pictures.map((p) => p.hash).filter((h) => h !== null) } }));
  } catch { /* private window, or full: it is still on the screen */ }
};
watch(callDraft, keep, { deep: true, flush: 'post' });
watch(me, (who) => { if (who === null) { owner = null; Object.assign(callDraft, fresh()); } });

/** A call that took longer, in seconds, was left lying: its time says nothing. */
export const STALE = 1800;
