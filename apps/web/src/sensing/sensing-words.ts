import { SENSING_WORDS } from '#contract';
import { computed } from 'vue';
import { lang } from '../shared/i18n/lang.js';

/** Readings, alarms and trigger rules in the reader's language. */
export const sensingWords = computed(() => SENSING_WORDS[lang.value]);
