/** The folder that the app lies in, as an absolute URL: the page's `<base>`, or the scope of a service worker. */
const root = (): string => (typeof document === 'undefined' ? ((globalThis as { registration?: { scope: string } }).registration?.scope ?? 'http://localhost/') : new URL('.', document.baseURI).href);

/** Absolute URL of a path in the app, wherever on its host the app lies: `at('api/photos/…')`, `at('mark.svg')`. A leading slash changes nothing. */
export const at = (path: string): string => new URL(path.replace(/^\/+/, ''), root()).href;

/** The app's folder as a path that begins and ends with a slash: `/`, or `/grid/`. For the routers' history. */
export const BASE = new URL(root()).pathname;

/** Where the person is within the app, as the routers write it. */
export const here = (): string => `/${location.pathname.startsWith(BASE) ? location.pathname.slice(BASE.length) : ''}${location.search}`;
