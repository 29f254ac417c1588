import { openDB, type DBSchema } from 'idb';
import { reactive, ref, toRaw, watch } from 'vue';
import { newKey } from '../shared/api/call.js';
import type { LonLat } from '../shared/map/sheet.js';

export interface Photo { readonly key: number; readonly name: string; readonly blob: Blob; readonly preview: string }
interface Written { kind: string | null; text: string; where: string; place: (LonLat & { accuracy: number | null }) | null; picked: LonLat | null; name: string; phone: string; consent: boolean; key: string }
export interface Draft extends Written { photos: readonly Photo[] }
interface Kept extends Written { photos: { name: string; blob: Blob }[] }
interface Store extends DBSchema { draft: { key: 'report'; value: Kept } }

const fresh = (): Draft => ({ kind: null, text: '', where: '', place: null, picked: null, name: '', phone: '', consent: false, key: newKey(), photos: [] });
/** The report being written. It survives a reload and a tab that dies; only the device has it until it is sent. */
export const draft = reactive<Draft>(fresh());
/** False: the device keeps nothing, so the page should stay open. */
export const keeps = ref(true);

const db = openDB<Store>('grid-public', 1, { upgrade(made) { made.createObjectStore('draft'); } });
let photos = 0;
export const photoOf = (blob: Blob, name: string): Photo => ({ key: ++photos, name, blob, preview: URL.createObjectURL(blob) });

/** Reads what was kept, then keeps every change shortly after it. */
export async function openDraft(): Promise<void> {
  try {
    const kept = await (await db).get('draft', 'report');
    if (kept) Object.assign(draft, kept, { photos: kept.photos.map((p) => photoOf(p.blob, p.name)) });
  } catch { keeps.value = false; }
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(draft, () => { clearTimeout(timer); timer = setTimeout(() => { void keep(); }, 150); }, { deep: 1 });
  addEventListener('pagehide', () => { void keep(); });
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') void keep(); });
}

/** What nobody has written anything into is not worth keeping; a place found by the device alone is nothing written. */
const isEmpty = ({ kind, text, where, picked, name, phone, photos: pictures }: Draft): boolean => kind === null && picked === null && `${text}${where}${name}${phone}` === '' && pictures.length === 0;

async function keep(): Promise<void> {
  if (isEmpty(draft)) return forget();
  const { photos: pictures, ...written } = toRaw(draft);
  const plain = { ...written, place: written.place && { ...written.place }, picked: written.picked && { ...written.picked } };
  try { await (await db).put('draft', { ...plain, photos: pictures.map(({ name, blob }) => ({ name, blob })) }, 'report'); keeps.value = true; } catch { keeps.value = false; }
}

/** Nothing of it is left on the device. */
export async function clearDraft(): Promise<void> {
  for (const photo of draft.photos) URL.revokeObjectURL(photo.preview);
  Object.assign(draft, fresh());
  await forget();
}
async function forget(): Promise<void> { try { await (await db).delete('draft', 'report'); } catch { /* there was nothing */ } }
