import { onScopeDispose, ref, type Ref } from 'vue';

/** Server time minus this device's time. Deadlines are the server's; a wrong device clock must not move them. */
const offset = ref(0);
export const clockOffset: Readonly<Ref<number>> = offset;

/** Called with every server time that an answer carries. Small jitter of the network is not worth a redraw. */
export function heardTime(serverTime: number): void {
  const next = serverTime - Date.now();
  if (Math.abs(next - offset.value) <= 2_000) return;
  offset.value = next;
  minute.value = serverNow();
}

/** The county's present moment. */
export const serverNow = (): number => Date.now() + offset.value;

const minute = ref(serverNow());
const second = ref(serverNow());
let secondWatchers = 0;
setInterval(() => { minute.value = serverNow(); }, 15_000);
setInterval(() => { if (secondWatchers > 0) second.value = serverNow(); }, 1_000);

/** One shared coarse tick for everything that lists countdowns. */
export const now: Readonly<Ref<number>> = minute;
/** A fine tick while somebody looks at a single case. */
export function useSeconds(): Readonly<Ref<number>> {
  secondWatchers++;
  second.value = serverNow();
  onScopeDispose(() => { secondWatchers--; });
  return second;
}
