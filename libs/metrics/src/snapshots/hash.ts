import { contentHash } from '#directory';
import type { SnapshotContent } from '#contract';

/** SHA-256 over the hash before and the content, members in order: a snapshot that is changed, taken out or put in breaks every later one. */
export const snapshotHash = (previous: string | null, content: SnapshotContent): string => contentHash({ previous, content });
