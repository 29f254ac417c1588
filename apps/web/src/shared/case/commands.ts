import type { SentCommandType } from '#contract';
import type { CommandType } from '#domain';

interface Face {
  /** The key that opens the form while the case is looked at. */
  readonly key?: string;
  /** `forward` moves the case on its way, `side` does something beside it, `end` ends it otherwise. */
  readonly kind: 'forward' | 'side' | 'end';
}

/** How each command appears; in the order in which the buttons stand. Keys of commands that are allowed together differ. */
export const FACES: Readonly<Record<SentCommandType, Face>> = {
  grant: { key: 'y', kind: 'forward' },
  triage: { key: '1', kind: 'forward' },
  confirm: { key: 'c', kind: 'forward' },
  dispatch: { key: 'd', kind: 'forward' },
  rule: { key: 'r', kind: 'forward' },
  accept: { key: 'q', kind: 'forward' },
  resolve: { key: 'e', kind: 'forward' },
  verify: { key: 'c', kind: 'forward' },
  close: { key: 'e', kind: 'forward' },
  resume: { key: 'r', kind: 'forward' },
  reopen: { key: 'r', kind: 'forward' },
  decline: { key: 'u', kind: 'side' },
  askConfirmation: { key: 'v', kind: 'side' },
  merge: { key: '2', kind: 'side' },
  request: { key: 'b', kind: 'side' },
  dispute: { key: 'w', kind: 'side' },
  note: { key: 'a', kind: 'side' },
  refuse: { key: '3', kind: 'end' },
  forceClose: { kind: 'end' },
  void: { kind: 'end' },
};
const ORDER = Object.keys(FACES) as readonly SentCommandType[];

/** The commands a person may give, in the order of the buttons; what only the machine sends is left out. */
export const offered = (allowed: readonly string[]): readonly SentCommandType[] => ORDER.filter((type) => allowed.includes(type));
export const isOffered = (type: CommandType | string): type is SentCommandType => (ORDER as readonly string[]).includes(type);
