import type { CaseView } from '#contract';
import type { Stage } from '#domain';

/** The way every case goes; the side ways (confirmation, suspended, disputed) stand where they branch off. */
export const WAY = ['triage', 'dispatch', 'acceptance', 'handling', 'verification', 'closure'] as const satisfies readonly Stage[];
export type StepName = (typeof WAY)[number];
const BRANCH: Readonly<Partial<Record<Stage, StepName>>> = { confirmation: 'triage', disputed: 'dispatch', suspended: 'handling' };

/** One step: done at `at`, standing there since `at`, still ahead, or never taken. */
export interface Step { readonly name: StepName; readonly state: 'done' | 'here' | 'ahead' | 'skipped'; readonly at: number | null }

/** A case as a line of steps: which are done and when, which one it stands at. */
export function stepsOf(view: Pick<CaseView, 'stage' | 'milestones'>): readonly Step[] {
  const entered = view.milestones as Readonly<Record<string, number>>;
  const here = view.stage === 'closed' ? WAY.length : WAY.indexOf(BRANCH[view.stage] ?? (view.stage as StepName));
  return WAY.map((name, i): Step => {
    if (i === here) return { name, state: 'here', at: entered[view.stage] ?? entered[name] ?? null };
    if (i > here) return { name, state: 'ahead', at: null };
    if (entered[name] === undefined) return { name, state: 'skipped', at: null };
    const next = [...WAY.slice(i + 1), 'closed' as const].map((s) => entered[s]).find((at) => at !== undefined);
    return { name, state: 'done', at: next ?? null };
  });
}
