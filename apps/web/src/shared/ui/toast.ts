import { reactive } from 'vue';

export interface Toast { readonly id: number; readonly text: string; readonly tone: 'plain' | 'good' | 'bad'; readonly act?: { readonly label: string; readonly run: () => void } }
export const toasts = reactive<Toast[]>([]);
let next = 1;

/** A short word at the edge of the screen; it goes by itself, so it never carries what must be read. */
export function toast(text: string, more: { tone?: Toast['tone']; act?: Toast['act']; stay?: number } = {}): void {
  const id = next++;
  toasts.push({ id, text, tone: more.tone ?? 'plain', ...(more.act && { act: more.act }) });
  if (toasts.length > 3) toasts.shift();
  setTimeout(() => dismiss(id), more.stay ?? 6_000);
}
export function dismiss(id: number): void { const at = toasts.findIndex((x) => x.id === id); if (at >= 0) toasts.splice(at, 1); }
