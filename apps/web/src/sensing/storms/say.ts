import { book, said } from '../../shared/book/book.js';

/** A township by its nine digits. */
export const townshipText = (code: string): string => said(book.value?.townships.find((t) => t.code === code || code.startsWith(t.code))) ?? code;
