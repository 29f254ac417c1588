/**
 * The phone's service worker: opens the field app without a network, and shows what is pushed. It caches the app's own files and nothing else: what people
 * report lies in the page's database, and the API is never answered from here. A new version waits until a screen says `take-over`.
 */
interface Waiting extends Event { waitUntil(promise: Promise<unknown>): void }
interface FetchEvent extends Waiting { readonly request: Request; respondWith(answer: Promise<Response>): void }
interface Pushed extends Waiting { readonly data: { json(): unknown; text(): string } | null }
interface Clicked extends Waiting { readonly notification: Notification }
interface WindowClient { readonly url: string; focus(): Promise<WindowClient>; navigate(url: string): Promise<WindowClient | null> }
interface Worker {
  readonly location: Location; readonly registration: ServiceWorkerRegistration;
  readonly clients: { claim(): Promise<void>; matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly WindowClient[]>; openWindow(url: string): Promise<WindowClient | null> };
  skipWaiting(): Promise<void>;
  addEventListener<E>(type: string, run: (event: E) => void): void;
}
const worker = self as unknown as Worker;
const root = new URL('.', worker.location.href).href;

/** Path below the app's folder and, where the name has no hash, a revision; written in when the app is built. */
const FILES = '__PRECACHE__' as unknown as readonly (readonly [path: string, revision: string])[];
const PREFIX = `field:${root}:`;
const CACHE = PREFIX + FILES.map((file) => file.join('@')).reduce((sum, text) => [...text].reduce((n, c) => (Math.imul(n, 31) + (c.codePointAt(0) ?? 0)) | 0, sum), 7).toString(36);
const PAGE = `${root}field`;
const OWN = new Set(FILES.map(([path]) => root + path));

worker.addEventListener<Waiting>('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    const before = await caches.match(PAGE);
    for (const [path, revision] of FILES) {
      // What an older version has under the same hashed name is taken over, not fetched again over a weak link.
      const known = revision === '' && before ? await caches.match(root + path) : undefined;
      if (known) await cache.put(root + path, known);
      else await cache.add(new Request(root + path, { cache: revision === '' ? 'default' : 'reload' }));
    }
  })());
});
worker.addEventListener<Waiting>('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
    await worker.clients.claim();
  })());
});
worker.addEventListener<MessageEvent<string>>('message', ({ data }) => { if (data === 'take-over') void worker.skipWaiting(); });

worker.addEventListener<FetchEvent>('fetch', (event) => {
  const { request } = event, url = request.url.split(/[?#]/, 1)[0] ?? '';
  if (request.method !== 'GET' || !url.startsWith(root)) return;
  const wanted = request.mode === 'navigate' && (url === PAGE || url.startsWith(`${PAGE}/`)) ? PAGE : OWN.has(url) && url !== PAGE ? url : null;
  if (wanted !== null) event.respondWith(caches.open(CACHE).then((cache) => cache.match(wanted)).then((kept) => kept ?? fetch(request)));
});

worker.addEventListener<Pushed>('push', (event) => {
  const { title = '网格派遣', body = '', url = 'field', tag = '' } = read(event.data);
  event.waitUntil(worker.registration.showNotification(title, { body, icon: `${root}icons/192.png`, badge: `${root}icons/192.png`, data: { url }, ...(tag !== '' && { tag }) }));
});
worker.addEventListener<Clicked>('notificationclick', (event) => {
  event.notification.close();
  const wish = new URL((event.notification.data as { url?: string } | null)?.url ?? 'field', root).href;
  const url = wish.startsWith(root) ? wish : PAGE;
  event.waitUntil((async () => {
    const open = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const same = open.find((client) => client.url === url) ?? open.find((client) => client.url.startsWith(PAGE));
    if (!same) return worker.clients.openWindow(url);
    const shown = same.url === url ? same : await same.navigate(url).catch(() => null);
    return (shown ?? same).focus();
  })());
});

/** What was pushed; any text that is not ours is shown as it is. */
function read(data: Pushed['data']): { readonly title?: string; readonly body?: string; readonly url?: string; readonly tag?: string } {
  try { return (data?.json() ?? {}) as object; } catch { return { body: data?.text() ?? '' }; }
}
