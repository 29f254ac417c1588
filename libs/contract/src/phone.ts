import type { Channel } from '#domain';

/** Channels by which somebody reports who does not work here: only their reports may carry a caller. */
export const CALLER_CHANNELS: readonly Channel[] = ['hotline', 'public', 'media'];

/** As people write numbers: blanks, dashes, brackets and the country's own +86 fall away; what is left is digits. */
export const plainPhone = (said: string): string => said.normalize('NFKC').replaceAll(/[\s\p{Pd}().]/gu, '').replace(/^(\+|00)86(?=\d{10,11}$)/, '').replace(/^\+/, '00');
