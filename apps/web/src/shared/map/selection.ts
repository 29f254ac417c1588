import { onScopeDispose } from 'vue';

const NAME = 'grid.selection';

/** Shares which case is chosen with the other windows of this browser, so that the map on the second screen follows the list on the first. Answers how to say it. */
export function shareSelection(heard: (id: string | null) => void): (id: string | null) => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined;
  const channel = new BroadcastChannel(NAME);
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => { const id = (data as { case?: unknown } | null)?.case; if (id === null || typeof id === 'string') heard(id); });
  onScopeDispose(() => channel.close());
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin only.
  return (id) => channel.postMessage({ case: id });
}
