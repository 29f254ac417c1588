import { DEAD_BAND, seriesAttributeName } from '#contract';
import { lang } from '../../shared/i18n/lang.js';
import { t } from '../words.js';

type Words = Readonly<Record<string, readonly [zh: string, en: string]>>;
/** How a point is mounted, in numbers that thresholds may name. Codes stay what rules name; one that is not here is shown as it is. */
const NAMES: Words = { mounting: ['安装高度', 'Height of the probe'], [DEAD_BAND]: ['死区', 'Dead-band'], weir: ['堰顶高', 'Height of the weir'] };
const HINTS: Words = { mounting: ['探头到地面的距离', 'From the ground to the probe'], [DEAD_BAND]: ['变化不超过此值的读数不另存', 'Changes up to this are not kept'] };
const said = (words: Words, name: string): string | undefined => (Object.hasOwn(words, name) ? words[name]?.[lang.value === 'zh' ? 0 : 1] : undefined);
export const attributeText = (name: string): string => said(NAMES, name) ?? name;
export const attributeHint = (name: string): string | null => said(HINTS, name) ?? null;
/** What is wrong with a name of one's own; null: nothing. */
export const faultOfName = (name: string, taken: readonly string[]): string | null => (!seriesAttributeName.safeParse(name).success ? t('attribute.badName') : taken.includes(name) ? t('attribute.taken', { name }) : null);
