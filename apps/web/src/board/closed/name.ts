import type { AssessmentSchemes, SnapshotContent, SnapshotHead } from '#contract';
import { t } from '../assessment-words.js';

/** What people call a closed period. */
export function periodName({ kind, period: { from } }: Pick<SnapshotHead, 'kind' | 'period'>): string {
  const [year = '', month = ''] = from.split('-'), n = Number(month);
  return kind === 'month' ? t('closed.month', { year, n }) : kind === 'quarter' ? t('closed.quarter', { year, n: Math.ceil(n / 3) }) : t('closed.year', { year });
}
export const shortHash = (hash: string): string => hash.slice(0, 12);

/** The rules by which it was scored, as they were frozen: the program wrote them from its rule book. */
export const rulesOf = ({ rules }: Pick<SnapshotContent, 'rules'>): Pick<AssessmentSchemes, 'grades' | 'bands'> & { readonly schemes: readonly Omit<AssessmentSchemes['schemes'][number], 'edition'>[] } => rules as ReturnType<typeof rulesOf>;
