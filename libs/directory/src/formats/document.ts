import { kinds, type Kind } from '../book/content.js';

/** Forms in which a rule book goes out and comes in. */
export const FORMATS = ['yaml', 'json', 'xlsx'] as const;
export type Format = (typeof FORMATS)[number];

/** One kind on its way out. */
export interface Leaf {
  readonly kind: Kind;
  readonly version: number;
  /** A local date. */
  readonly effectiveFrom: string;
  readonly note: string | null;
  readonly content: unknown;
}

/** Where something stands in a file: a cell, or a line. */
export type At = Readonly<Record<string, string | number>>;

/** A fault of a file itself, before any schema: what cannot be read at all. `path` is a pointer into the kind's content where there is one. */
export interface FileFault {
  readonly kind: Kind | null;
  readonly path: string;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly at?: At;
}

/** What a file says of one kind, not checked yet. */
export interface Read {
  readonly kind: Kind;
  /** The version it was exported from, where it says so. */
  readonly base: number | null;
  readonly content: unknown;
  /** Where a pointer into the content stands in the file. */
  place(path: string): At | undefined;
}

export interface ReadFile { readonly parts: readonly Read[]; readonly faults: readonly FileFault[] }

export const isKind = (value: unknown): value is Kind => typeof value === 'string' && (kinds as readonly string[]).includes(value);
