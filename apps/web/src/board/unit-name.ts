import type { Unit } from '#contract';
import { lang } from '../shared/i18n/lang.js';
import { said } from '../shared/book/book.js';
import { cellName } from '../shared/book/places.js';
import { personName } from '../shared/book/people.js';
import { words } from '../shared/book/words.js';

/** What people call a unit of an answer, in the reader's language: the answer's own name where the screens know no better one. */
export function unitName(by: Unit, { unit, name }: { readonly unit: string | null; readonly name: { readonly zh: string; readonly en: string } }): string {
  const given = said(name) ?? unit ?? '';
  if (unit === null) return given;
  if (by === 'source') return (words.value.channel as Readonly<Record<string, string>>)[unit] ?? unit;
  if (by === 'person') return given === unit ? personName(unit) : given;
  // Names of cells are often Chinese only: in English their code says more than nothing.
  if ((by === 'cell' || by === 'community') && lang.value === 'en' && /\p{Script=Han}/u.test(given)) return by === 'cell' ? cellName(unit) : `…${unit.slice(-6)}`;
  return given;
}
