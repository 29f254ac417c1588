import type { ProblemCode, SentCommandType } from '#contract';
import { words } from '../../shared/book/words.js';
import { t } from '../words.js';

/** Why a command is not possible now, in a sentence that says what must happen first. */
export function barredText(type: SentCommandType, code: string): string {
  if (code === 'wrong-stage') switch (type) {
    case 'dispatch': return t('barred.dispatch');
    case 'resolve': return t('barred.resolve');
    case 'verify': return t('barred.verify');
    case 'close': return t('barred.close');
    default:
  }
  const said = words.value.problem[code as ProblemCode] ?? null;
  return said === null ? t('barred.title') : t('failure.both', { title: said.title, advice: said.advice });
}
