import { defineComponent, h, onScopeDispose, shallowRef, watch, type Component, type PropType, type Ref, type VNodeChild } from 'vue';
import { at } from '../shared/api/base.js';

/** One page of the phone. `path` is below /field; `:name` is a parameter, `:name?` one that may be missing. The parameters become the page's props. */
export interface FieldPage { readonly name: string; readonly path: string; readonly page: () => Promise<{ readonly default: Component }> }
export interface FieldRoute { readonly name: string; readonly path: string; readonly params: Readonly<Record<string, string>>; readonly query: URLSearchParams }

/** The phone's own small router: a tenth of the common one, and all that a dozen pages need. Paths are written as below /field: `/`, `/tasks`, `/report/…`. */
const ROOT = new URL(at('field')).pathname;
let pages: readonly { readonly entry: FieldPage; readonly pattern: RegExp }[] = [];

/** Where we are; `nowhere` when no page has this path. */
export const route: Ref<FieldRoute> = shallowRef(read());
/** Called once, before anything is shown, with all the pages there are. */
export function openPages(list: readonly FieldPage[]): void {
  pages = list.map((entry) => ({ entry, pattern: new RegExp(`^${entry.path.replace(/\/$/, '').replaceAll(/\/:(\w+)(\?)?/g, (_, name: string, maybe?: string) => (maybe ? `(?:/(?<${name}>[^/]+))?` : `/(?<${name}>[^/]+)`))}/?$`) }));
  route.value = read();
}
function read(): FieldRoute {
  const path = location.pathname.startsWith(ROOT) ? location.pathname.slice(ROOT.length) || '/' : '/';
  const query = new URLSearchParams(location.search);
  for (const { entry, pattern } of pages) {
    const found = pattern.exec(path);
    if (found) return { name: entry.name, path, query, params: Object.fromEntries(Object.entries(found.groups ?? {}).filter(([, v]) => v !== undefined).map(([k, v]) => [k, decodeURIComponent(v)])) };
  }
  return { name: 'nowhere', path, params: {}, query };
}
addEventListener('popstate', () => { route.value = read(); });

/** The address of a page, for an `href`. */
export const hrefOf = (path: string): string => ROOT + (path === '/' ? '' : path);
/** Goes to a page. `replace` leaves no way back to this one. */
export function go(path: string, { replace = false } = {}): void {
  const here = location.pathname + location.search;
  if (hrefOf(path) === here) return;
  history[replace ? 'replaceState' : 'pushState']({ inside: replace ? history.state?.inside === true : true }, '', hrefOf(path));
  route.value = read();
}
/** Back to where one came from within the phone's pages; else to `otherwise`. */
export function back(otherwise = '/'): void {
  if ((history.state as { inside?: boolean } | null)?.inside === true) history.back();
  else go(otherwise, { replace: true });
}
/** A page of the main app, such as `desk/case/…`: a real navigation. */
export const leaveTo = (path: string): void => { location.assign(at(path)); };

/** A link that stays inside: real address, no reload, `aria-current` where one is. */
export const FieldLink = defineComponent({
  name: 'FieldLink',
  props: { to: { type: String, required: true }, replace: Boolean },
  setup(props, { slots }) {
    const follow = (event: MouseEvent): void => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      go(props.to, { replace: props.replace });
    };
    return () => h('a', { href: hrefOf(props.to), 'aria-current': route.value.path === props.to ? 'page' : undefined, onClick: follow }, slots['default']?.());
  },
});

/** Shows the page of the route. The page before stays until the next has arrived; slots: `nowhere`, and `failed` when its code could not be fetched. */
export const FieldView = defineComponent({
  name: 'FieldView',
  props: { shown: Function as PropType<(name: string) => void> },
  setup(props, { slots }) {
    const page = shallowRef<{ readonly name: string; readonly key: string; readonly component: Component; readonly params: Readonly<Record<string, string>> } | null>(null);
    const failed = shallowRef(false);
    let turn = 0;
    const stop = watch(route, async (next) => {
      const mine = ++turn;
      failed.value = false;
      const entry = pages.find((p) => p.entry.name === next.name)?.entry;
      if (!entry) { page.value = null; return; }
      try {
        const { default: component } = await entry.page();
        if (mine !== turn) return;
        const changed = page.value?.name !== next.name;
        page.value = { name: next.name, key: next.name, component, params: next.params };
        if (changed) { scrollTo(0, 0); props.shown?.(next.name); }
      } catch { if (mine === turn) failed.value = true; }
    }, { immediate: true });
    onScopeDispose(stop);
    return (): VNodeChild => (failed.value ? slots['failed']?.() : page.value ? h(page.value.component, { key: page.value.key, ...page.value.params }) : route.value.name === 'nowhere' ? slots['nowhere']?.() : null);
  },
});
