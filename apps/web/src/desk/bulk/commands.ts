import type { BulkCommandType } from '#contract';
import { LIFECYCLE, type CommandType, type Role, type Stage } from '#domain';
import { isOffered, offered } from '../../shared/case/commands.js';

/** Written once more so that the desk need not load the schemas: the compiler says when the two differ. */
const BULK: { readonly [K in BulkCommandType]: true } = {
  triage: true, dispatch: true, recall: true, grant: true, endorse: true, approve: true, close: true, resume: true, accept: true, assign: true, askConfirmation: true, decline: true, reject: true, rework: true, dispute: true, reopen: true, handDown: true, handUp: true,
  whistle: true, addTask: true, order: true, urge: true, note: true, refuse: true, propose: true,
};
export const isBulk = (type: string): type is BulkCommandType => type in BULK;
/** What ends a case cannot be taken back: the number is typed before. */
export const ENDS: ReadonlySet<BulkCommandType> = new Set<BulkCommandType>(['refuse', 'propose', 'approve', 'reopen']);

export interface Picked { readonly id: string; readonly version: number; readonly stage: Stage | null; readonly allowed: readonly string[] }
/** Why a command is not there for some of the cases. */
export type Why = 'stage' | 'right';
export interface Choice { readonly type: BulkCommandType; readonly can: readonly Picked[]; readonly cannot: Readonly<Record<Why, number>> }

/** What may be done with at least one of the cases, in the order of the buttons: for how many, and for how many not. */
export function choicesFor(picked: readonly Picked[], role: Role): readonly Choice[] {
  const types = offered([...new Set(picked.flatMap((p) => p.allowed))].filter((type) => isBulk(type) && isOffered(type)));
  return types.map((type): Choice => {
    const can = picked.filter((p) => p.allowed.includes(type)), cannot = { stage: 0, right: 0 };
    for (const p of picked) if (!p.allowed.includes(type)) cannot[why(type as CommandType, p.stage, role)]++;
    return { type: type as BulkCommandType, can, cannot };
  });
}
function why(type: CommandType, stage: Stage | null, role: Role): Why {
  const { from, by } = LIFECYCLE[type];
  return role in by && stage !== null && from !== 'nothing' && !from.includes(stage) ? 'stage' : 'right';
}
