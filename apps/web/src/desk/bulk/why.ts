import { words } from '../../shared/book/words.js';
import { t } from '../words.js';
import type { Choice } from './commands.js';

/** Why it cannot be done with some, in the words of a refusal: with the number of each where there are two reasons. */
export function whyText({ cannot }: Pick<Choice, 'cannot'>): string {
  const said = ([['stage', 'wrong-stage'], ['right', 'forbidden']] as const).flatMap(([why, code]) => (cannot[why] > 0 ? [{ n: cannot[why], why: words.value.problem[code].title }] : []));
  return said.length === 1 && said[0] ? said[0].why : said.map((s) => t('bulk.why', s)).join(t('list.separator'));
}
