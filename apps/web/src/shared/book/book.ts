import type { Reference } from '#contract';
import { calendarsOf, type Calendar, type CalendarData } from '#domain';
import { shallowRef } from 'vue';
import { call } from '../api/call.js';
import { lang } from '../i18n/lang.js';

export type ClassEntry = Reference['classes'][number];
export type ConditionEntry = ClassEntry['conditions'][number];
export type DepartmentEntry = Reference['departments'][number];

/** The rule book as the screens need it: names, limits and the working calendar. */
export interface Book extends Reference {
  /** The working calendar of a place, by its cell; null: the county's. */
  readonly calendarAt: (cell: string | null) => Calendar;
  readonly classOf: ReadonlyMap<string, ClassEntry>;
  readonly conditionOf: ReadonlyMap<string, ConditionEntry & { readonly of: ClassEntry }>;
  readonly departmentOf: ReadonlyMap<string, DepartmentEntry>;
}

/** Null until somebody has signed in and the book has arrived. */
export const book = shallowRef<Book | null>(null);

export async function loadBook(): Promise<void> { takeBook(await call('GET /api/reference', {})); }

/** The book from wherever it came: the server, or what a phone kept. */
export function takeBook(reference: Reference | null): void {
  book.value = reference && {
    ...reference,
    calendarAt: calendarsOf(reference.calendar as CalendarData),
    classOf: new Map(reference.classes.map((c) => [c.id, c])),
    conditionOf: new Map(reference.classes.flatMap((c) => c.conditions.map((k) => [k.id as string, { ...k, of: c }] as const))),
    departmentOf: new Map(reference.departments.map((d) => [d.id, d])),
  };
}

export const said = (entry: { zh: string; en: string } | null | undefined): string | null => (entry ? entry[lang.value] : null);
