import { onScopeDispose, ref, shallowReactive } from 'vue';

/** Where a key works; also the headings of the `?` sheet. */
export type KeyScope = 'everywhere' | 'list' | 'case';
export interface KeyBinding {
  /** As the sheet shows it: `j`, `Shift+J`, `Enter`, `?`. */
  readonly keys: string;
  readonly scope: KeyScope;
  readonly label: () => string;
  readonly run: (event: KeyboardEvent) => void;
  /** The key does nothing now, and the sheet leaves it out. */
  readonly when?: () => boolean;
  /** Meant only while the focus is on the page itself or inside this: arrows scroll elsewhere. */
  readonly within?: string;
}

const bindings = shallowReactive(new Set<KeyBinding>());
const KEPT = 'grid.single-keys';
/** People who speak to their computer, or whose hands slip, can switch single letters off (WCAG 2.1.4). */
export const singleKeys = ref(read());
export function setSingleKeys(on: boolean): void { singleKeys.value = on; try { localStorage.setItem(KEPT, on ? 'on' : 'off'); } catch { /* private window */ } }
function read(): boolean { try { return localStorage.getItem(KEPT) !== 'off'; } catch { return true; } }

/** Registers keys for as long as the component lives. Two bindings of one key that work at the same moment are a mistake in the program. */
export function useKeys(list: readonly KeyBinding[]): void {
  for (const binding of list) bindings.add(binding);
  onScopeDispose(() => { for (const binding of list) bindings.delete(binding); });
}
/** What works right now, in the order of registration: the `?` sheet is made of this and of nothing else. */
export const activeKeys = (): readonly KeyBinding[] => [...bindings].filter((b) => b.when?.() ?? true);

const NAMED = new Set(['Enter', 'Escape', 'Home', 'End', 'PageUp', 'PageDown', 'ArrowUp', 'ArrowDown', ' ']);

/** The event in the words of a binding: letters lower-case, `Shift+` only where the character does not say it. */
export function spoken(event: Pick<KeyboardEvent, 'key' | 'shiftKey'>): string {
  if (NAMED.has(event.key)) return (event.shiftKey ? 'Shift+' : '') + (event.key === ' ' ? 'Space' : event.key);
  return /^[a-z]$/i.test(event.key) && event.shiftKey ? `Shift+${event.key.toUpperCase()}` : event.key.toLowerCase();
}

/** Whether the person is writing or inside a sheet of its own: then the page's keys are not meant. */
function busy(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]')) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role="dialog"], [role="listbox"]')) return true;
  return target.matches('textarea, select, input:not([type="checkbox"], [type="radio"], [type="button"])');
}

function press(event: KeyboardEvent): void {
  // Keys that compose Chinese characters belong to the input method; keyCode 229 is how older browsers say so.
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const said = spoken(event);
  if (busy(event.target)) return;
  const target = event.target instanceof HTMLElement ? event.target : null;
  if ((said === 'Enter' || said === 'Space') && target?.closest('button, a[href], summary, label')) return;
  if (/^Arrow|^Home|^End|^Page/.test(event.key) && target?.matches('input, [role="tab"]')) return;
  if (!singleKeys.value && !NAMED.has(event.key)) return;
  const binding = activeKeys().findLast((b) => b.keys.toLowerCase() === said.toLowerCase() && (b.within === undefined || target === document.body || target?.closest(b.within)));
  if (!binding) return;
  event.preventDefault();
  binding.run(event);
}
window.addEventListener('keydown', press);
