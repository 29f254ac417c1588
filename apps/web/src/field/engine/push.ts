import { call } from '../../shared/api/call.js';

/** Whether this browser is told of news while the app is closed. `no`: it cannot be. */
export type PushState = 'on' | 'off' | 'denied' | 'no';

/** Asked for by this page's own address: left out, it would be the page's base, which lies above the worker's scope. */
const registration = async (): Promise<ServiceWorkerRegistration | null> => ('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window ? (await navigator.serviceWorker.getRegistration(location.href)) ?? null : null);

export async function pushState(): Promise<PushState> {
  const worker = await registration().catch(() => null);
  if (worker === null) return 'no';
  if (Notification.permission === 'denied') return 'denied';
  return (await worker.pushManager.getSubscription()) === null ? 'off' : 'on';
}

/** Asks the person, subscribes the browser, tells the server. Throws when one of them says no. */
export async function turnOn(): Promise<PushState> {
  const worker = await registration();
  if (worker === null) return 'no';
  if ((await Notification.requestPermission()) !== 'granted') return pushState();
  const { key } = await call('GET /api/push/key', {});
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  await say(subscription);
  return 'on';
}
async function say(subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON();
  await call('POST /api/push/subscriptions', { body: { endpoint: endpoint ?? '', keys: { p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' } }, quiet: true });
}
/** The server ends a subscription with the session it was made in: a browser that is subscribed is said again in each new one. */
export async function sayAgain(): Promise<void> {
  const subscription = await (await registration())?.pushManager.getSubscription();
  if (subscription) await say(subscription);
}
/** Whoever leaves takes the subscription along, with or without a network; the server ends it with the session. */
export async function forgetPush(): Promise<void> { await (await (await registration())?.pushManager.getSubscription())?.unsubscribe(); }
export async function turnOff(): Promise<PushState> {
  const worker = await registration();
  const subscription = await worker?.pushManager.getSubscription();
  if (!subscription) return 'off';
  await call('DELETE /api/push/subscriptions', { body: { endpoint: subscription.endpoint } });
  await subscription.unsubscribe();
  return 'off';
}
