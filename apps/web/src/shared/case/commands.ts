import type { SentCommandType } from '#contract';
import type { CommandType } from '#domain';

/** A chapter of a case's life: what the menu of commands is ordered by. */
export const CHAPTERS = ['filing', 'dispatching', 'handling', 'tasks', 'closing', 'supervision', 'ending'] as const;
export type Chapter = (typeof CHAPTERS)[number];
interface Face {
  /** The key that opens the form while the case is looked at. */
  readonly key?: string;
  /** `forward` moves the case on its way, `side` does something beside it, `end` ends it otherwise. */
  readonly kind: 'forward' | 'side' | 'end';
  readonly chapter: Chapter;
}

/** How each command appears; in the order in which the buttons stand. Y says yes to what waits for an answer and U refuses it, whatever it is; `keyOf` settles who has a key when two would. */
export const FACES: Readonly<Record<SentCommandType, Face>> = {
  approve: { key: 'y', kind: 'forward', chapter: 'ending' },
  grant: { key: 'y', kind: 'forward', chapter: 'handling' },
  endorse: { key: 'y', kind: 'forward', chapter: 'handling' },
  triage: { key: '1', kind: 'forward', chapter: 'filing' },
  confirm: { key: 'c', kind: 'forward', chapter: 'filing' },
  dispatch: { key: 'd', kind: 'forward', chapter: 'dispatching' },
  rule: { key: 'r', kind: 'forward', chapter: 'dispatching' },
  accept: { key: 'q', kind: 'forward', chapter: 'dispatching' },
  resolve: { key: 'e', kind: 'forward', chapter: 'handling' },
  verify: { key: 'c', kind: 'forward', chapter: 'closing' },
  close: { key: 'e', kind: 'forward', chapter: 'closing' },
  resume: { key: 'r', kind: 'forward', chapter: 'handling' },
  recheck: { key: 'c', kind: 'forward', chapter: 'closing' },
  review: { key: 'v', kind: 'forward', chapter: 'closing' },
  acceptTask: { key: '1', kind: 'forward', chapter: 'tasks' },
  finishTask: { key: '3', kind: 'forward', chapter: 'tasks' },
  arriveTask: { key: '2', kind: 'forward', chapter: 'tasks' },
  verifyTask: { key: 'f', kind: 'forward', chapter: 'tasks' },
  reject: { key: 'u', kind: 'side', chapter: 'ending' },
  decline: { key: 'u', kind: 'side', chapter: 'handling' },
  reply: { key: 'm', kind: 'side', chapter: 'supervision' },
  acknowledge: { key: 'h', kind: 'side', chapter: 'supervision' },
  arrive: { key: 'o', kind: 'side', chapter: 'handling' },
  assign: { key: 'd', kind: 'side', chapter: 'dispatching' },
  askConfirmation: { key: 'v', kind: 'side', chapter: 'filing' },
  merge: { key: '2', kind: 'side', chapter: 'filing' },
  selfHandle: { key: 'e', kind: 'side', chapter: 'filing' },
  rework: { key: 'b', kind: 'side', chapter: 'closing' },
  request: { key: 'b', kind: 'side', chapter: 'handling' },
  dispute: { key: 'w', kind: 'side', chapter: 'dispatching' },
  reopen: { key: 'r', kind: 'side', chapter: 'closing' },
  unmerge: { key: '2', kind: 'side', chapter: 'filing' },
  appeal: { key: 'b', kind: 'side', chapter: 'closing' },
  order: { key: 's', kind: 'side', chapter: 'supervision' },
  urge: { key: 'u', kind: 'side', chapter: 'supervision' },
  note: { key: 'a', kind: 'side', chapter: 'supervision' },
  whistle: { key: 'g', kind: 'side', chapter: 'tasks' },
  recall: { kind: 'side', chapter: 'dispatching' },
  handDown: { kind: 'side', chapter: 'dispatching' },
  handUp: { kind: 'side', chapter: 'dispatching' },
  addTask: { key: 'l', kind: 'side', chapter: 'tasks' },
  cancelTask: { kind: 'side', chapter: 'tasks' },
  refuse: { key: '3', kind: 'end', chapter: 'filing' },
  propose: { key: 'p', kind: 'end', chapter: 'ending' },
};
const ORDER = Object.keys(FACES) as readonly SentCommandType[];

/** The commands a person may give, in the order of the buttons; what only the machine sends is left out. */
export const offered = (allowed: readonly string[]): readonly SentCommandType[] => ORDER.filter((type) => allowed.includes(type));
export const isOffered = (type: CommandType | string): type is SentCommandType => (ORDER as readonly string[]).includes(type);

/** The key of a command among those that are offered together: when two would have the same one, the first in the order of the buttons has it. */
export function keyOf(type: SentCommandType, among: readonly SentCommandType[]): string | undefined {
  const { key } = FACES[type];
  return key !== undefined && offered(among).find((other) => FACES[other].key === key) === type ? key : undefined;
}

const ROOM = 3;
/** The buttons that stand on the bar, and the others by chapter. All of them stand there when they are few; a menu of one is none. */
export function arranged(list: readonly SentCommandType[], room = ROOM): { readonly near: readonly SentCommandType[]; readonly menu: readonly { readonly chapter: Chapter; readonly items: readonly SentCommandType[] }[] } {
  const near = list.length <= room + 1 ? list : list.filter((type) => FACES[type].kind !== 'end').slice(0, room);
  return { near, menu: CHAPTERS.map((chapter) => ({ chapter, items: list.filter((type) => FACES[type].chapter === chapter && !near.includes(type)) })).filter((g) => g.items.length > 0) };
}
