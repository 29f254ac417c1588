import { defineAsyncComponent } from 'vue';

type Panels = typeof import('./panels.js');
/** A piece of the board that comes after the first numbers, together with all such pieces. */
export const panel = <K extends keyof Panels>(name: K) => defineAsyncComponent(() => import('./panels.js').then((all): Panels[K] => all[name]));
