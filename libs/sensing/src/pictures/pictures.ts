/** What an alarm of a camera shows. `photos`: attachments, by their hash. `addresses`: pictures that lie elsewhere; nothing is fetched from there. `refused`: what was sent as a picture and is none. */
export interface AlarmPictures { readonly photos: readonly string[]; readonly addresses: readonly string[]; readonly refused: number }
export const NO_PICTURES: AlarmPictures = { photos: [], addresses: [], refused: 0 };
