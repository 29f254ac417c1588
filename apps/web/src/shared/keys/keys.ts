import { onScopeDispose, ref, shallowReactive, shallowRef } from 'vue';

/** Where a key works; also the headings of the `?` sheet. */
export type KeyScope = 'everywhere' | 'list' | 'case';
export interface KeyBinding {
  /** As the sheet shows it: `j`, `Shift+J`, `Enter`, `?`, `Ctrl+K`, or one key after another: `g 1`. */
  readonly keys: string;
  readonly scope: KeyScope;
  readonly label: () => string;
  readonly run: (event: KeyboardEvent) => void;
  /** The key does nothing now, and the sheet leaves it out. */
  readonly when?: () => boolean;
  /** Meant only while the focus is on the page itself or inside this: arrows scroll elsewhere. */
  readonly within?: string;
  /** Steps back where another binding has the same key at the moment: a command of the open case goes first. */
  readonly yields?: true;
  /** Also while somebody writes: only for keys that write nothing. */
  readonly writing?: true;
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
const sameKey = (a: KeyBinding, b: KeyBinding): boolean => a !== b && a.keys.toLowerCase() === b.keys.toLowerCase();
/** Those of a list that work: what steps back, and is asked to, is left out. */
export function working(list: readonly KeyBinding[]): readonly KeyBinding[] {
  const open = list.filter((b) => b.when?.() ?? true);
  return open.filter((b) => !b.yields || !open.some((o) => sameKey(o, b) && !o.yields));
}
/** Keys that two bindings have at the same moment and at the same place. `Escape` goes back a step at a time: whoever came last has it. */
export const conflictsOf = (active: readonly KeyBinding[]): string[] =>
  [...new Set(active.filter((b) => b.keys !== 'Escape' && active.some((o) => sameKey(o, b) && o.within === b.within)).map((b) => b.keys.toLowerCase()))];
/** What belongs to the browser and to people's hands: never bound. */
export const RESERVED: readonly string[] = ['c', 'v', 'x', 'f', 'p', 's', 'w', 't', 'n', 'r'].map((k) => `ctrl+${k}`);

/** What works right now, in the order of registration: the `?` sheet is made of this and of nothing else. */
export const activeKeys = (): readonly KeyBinding[] => working([...bindings]);

const NAMED = new Set(['Enter', 'Escape', 'Home', 'End', 'PageUp', 'PageDown', 'ArrowUp', 'ArrowDown', ' ']);

/** The event in the words of a binding: letters lower-case, `Shift+` only where the character does not say it. */
export function spoken(event: Pick<KeyboardEvent, 'key' | 'shiftKey'> & Partial<Pick<KeyboardEvent, 'ctrlKey' | 'metaKey'>>): string {
  const held = event.ctrlKey || event.metaKey ? 'Ctrl+' : '';
  if (NAMED.has(event.key)) return held + (event.shiftKey ? 'Shift+' : '') + (event.key === ' ' ? 'Space' : event.key);
  if (!/^[a-z]$/i.test(event.key)) return held + event.key.toLowerCase();
  return held + (event.shiftKey ? `Shift+${event.key.toUpperCase()}` : held === '' ? event.key.toLowerCase() : event.key.toUpperCase());
}

/** Whether the person is writing or inside a sheet of its own: then the page's keys are not meant. */
function busy(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]')) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role="dialog"], [role="listbox"]')) return true;
  return target.matches('textarea, select, input:not([type="checkbox"], [type="radio"], [type="button"])');
}

/** The first of two keys has been pressed: what may follow is shown for as long as it is waited for. */
export const pending = shallowRef<string | null>(null);
const PATIENCE = 2_000;
let waiting: ReturnType<typeof setTimeout> | undefined;
function wait(key: string | null): void {
  clearTimeout(waiting);
  pending.value = key;
  if (key !== null) waiting = setTimeout(() => { pending.value = null; }, PATIENCE);
}

function press(event: KeyboardEvent): void {
  // Keys that compose Chinese characters belong to the input method; keyCode 229 is how older browsers say so.
  if (event.isComposing || event.keyCode === 229 || event.altKey || event.defaultPrevented || event.key === 'Shift' || event.key === 'Control' || event.key === 'Meta') return;
  const said = spoken(event), chord = event.ctrlKey || event.metaKey;
  const before = pending.value;
  if (before !== null) wait(null);
  const target = event.target instanceof HTMLElement ? event.target : null;
  const active = activeKeys();
  const find = (keys: string): KeyBinding | undefined => active.findLast((b) => b.keys.toLowerCase() === keys.toLowerCase() && (b.within === undefined || target === document.body || target?.closest(b.within)));
  const run = (binding: KeyBinding): void => { event.preventDefault(); binding.run(event); };
  if (busy(event.target)) {
    const binding = find(said);
    if (binding?.writing && !document.querySelector('dialog[open]')) run(binding);
    return;
  }
  if ((said === 'Enter' || said === 'Space') && target?.closest('button, a[href], summary, label')) return;
  if (/^Arrow|^Home|^End|^Page/.test(event.key) && target?.matches('input, [role="tab"]')) return;
  if (!singleKeys.value && !chord && !NAMED.has(event.key)) return;
  const clash = conflictsOf(active);
  if (clash.length > 0) console.error(`two bindings of one key: ${clash.join(', ')}`);
  if (before !== null) { const second = find(`${before} ${said}`); if (second) return run(second); }
  const binding = find(said);
  if (binding) return run(binding);
  if (!chord && active.some((b) => b.keys.toLowerCase().startsWith(`${said.toLowerCase()} `))) { event.preventDefault(); wait(said.toLowerCase()); }
}
if (typeof window !== 'undefined') window.addEventListener('keydown', press);
