import { onBeforeUnmount, watch } from 'vue';

/** One breath after the last key: then it is looked up. Answers to older questions are let go. */
export function whenQuiet<T>(source: () => T, run: (value: T, signal: AbortSignal) => Promise<void>, wait: number): void {
  let timer: ReturnType<typeof setTimeout> | undefined, stop: AbortController | undefined;
  const off = watch(source, (value) => { clearTimeout(timer); stop?.abort(); timer = setTimeout(() => { stop = new AbortController(); void run(value, stop.signal).catch(() => undefined); }, wait); }, { immediate: true, deep: true });
  onBeforeUnmount(() => { off(); clearTimeout(timer); stop?.abort(); });
}
