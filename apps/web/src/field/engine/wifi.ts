import { ref, type Ref } from 'vue';

/** What carries the phone's data. `unknown`: the browser does not say; most do not. */
export type Carrier = 'wifi' | 'mobile' | 'unknown';

/** By the word of the Network Information API; a phone that is a modem for another one costs as much. */
export const carrierOf = (type: string | undefined): Carrier => (type === 'wifi' || type === 'ethernet' ? 'wifi' : type === 'cellular' || type === 'bluetooth' || type === 'wimax' ? 'mobile' : 'unknown');

interface Connection extends EventTarget { readonly type?: string }
const KEPT = 'grid.field.wifi';
const connection = (): Connection | undefined => (navigator as { connection?: Connection }).connection;

/** Photos wait for Wi-Fi; kept on this phone. */
export const wifiOnly: Ref<boolean> = ref(false);
export const carrier: Ref<Carrier> = ref('unknown');

/** True while photos that nobody insists on have to wait. Where the browser does not say what carries it, nothing waits for ever. */
export const costly = (): boolean => wifiOnly.value && carrier.value === 'mobile';

/** `changed`: photos may go that had to wait. */
export function watchCarrier(changed: () => void): void {
  const look = (): void => { carrier.value = carrierOf(connection()?.type); };
  const read = (): void => { try { wifiOnly.value = localStorage.getItem(KEPT) === 'on'; } catch { /* private window */ } };
  look();
  read();
  connection()?.addEventListener('change', () => { look(); changed(); });
  addEventListener('storage', ({ key }) => { if (key === KEPT) { read(); changed(); } });
  choose = (on) => {
    wifiOnly.value = on;
    try { localStorage.setItem(KEPT, on ? 'on' : 'off'); } catch { /* it holds until the page is closed */ }
    changed();
  };
}
let choose: (on: boolean) => void = () => undefined;
export const setWifiOnly = (on: boolean): void => choose(on);
