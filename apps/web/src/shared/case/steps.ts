import type { CaseView } from '#contract';
import type { Stage } from '#domain';

/** The way every case goes; the side ways (confirmation, suspended, disputed) stand where they branch off. */
const WAY = ['triage', 'dispatch', 'acceptance', 'handling', 'verification', 'closure', 'closed'] as const satisfies readonly Stage[];
const BRANCH: Readonly<Partial<Record<Stage, (typeof WAY)[number]>>> = { confirmation: 'triage', disputed: 'dispatch', suspended: 'handling' };

export interface Step { readonly stage: Stage; readonly state: 'done' | 'here' | 'ahead' | 'skipped'; readonly at: number | null }

/** A case as a line of steps: which are done and when, which one it stands at. */
export function stepsOf(view: Pick<CaseView, 'stage' | 'milestones'>): readonly Step[] {
  const here = WAY.indexOf((BRANCH[view.stage] ?? view.stage) as (typeof WAY)[number]);
  return WAY.map((stage, i) => {
    const at = (view.milestones as Readonly<Record<string, number>>)[stage] ?? null;
    if (i === here) return { stage: view.stage, state: 'here', at: (view.milestones as Readonly<Record<string, number>>)[view.stage] ?? at };
    return { stage, state: i > here ? 'ahead' : at === null ? 'skipped' : 'done', at: i > here ? null : at };
  });
}
