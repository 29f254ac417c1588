import { book, said } from './book.js';

/** Names of the rule book in the reader's language, without the words of the field: a phone's first page needs no more. */
export const departmentName = (id: string | null): string => (id === null ? '' : said(book.value?.departmentOf.get(id)) ?? id);
export const className = (id: string | null): string => (id === null ? '' : said(book.value?.classOf.get(id)) ?? id);
export const conditionName = (id: string | null): string => (id === null ? '' : said(book.value?.conditionOf.get(id)) ?? id);

/** A case's number where some screen has seen it; the start of its id otherwise. */
const numbers = new Map<string, string>();
export const rememberNumber = (id: string, number: string): void => { numbers.set(id, number); };
export const numberOf = (id: string): string => numbers.get(id) ?? id.slice(0, 8);
