import { CalledOff, ProblemError, Unreachable } from '../api/failure.js';
import { t } from '../i18n/t.js';
import { words } from './words.js';

/** What went wrong and what to do, in the reader's words. */
export interface FailureWords { readonly title: string; readonly advice: string; readonly reference: string | null }

export function failureWords(error: unknown): FailureWords {
  if (error instanceof ProblemError) {
    const { title, advice } = words.value.problem[error.problem.code] ?? { title: error.problem.title, advice: error.problem.detail ?? '' };
    return { title, advice, reference: error.problem.status >= 500 ? error.requestId : null };
  }
  if (error instanceof Unreachable) return { title: t('failure.unreachable'), advice: t('failure.unreachableAdvice'), reference: null };
  if (error instanceof CalledOff) return { title: t('failure.calledOff'), advice: '', reference: null };
  return { title: t('failure.page'), advice: t('failure.pageAdvice'), reference: null };
}
