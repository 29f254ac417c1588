import { faultsOf } from '#platform';
import type { z } from 'zod';
import type { Kind } from '../content.js';
import type { ContentFault } from './said.js';

/** What a schema found in one kind's content, all of it. */
export const schemaFaults = (kind: Kind, error: z.ZodError): ContentFault[] => allFaultsOf(error).map((f) => ({ kind, ...f }));

/** Every fault of a schema, in both languages. */
export const allFaultsOf = (error: z.ZodError): Omit<ContentFault, 'kind'>[] =>
  faultsOf(error, 'body', undefined, Infinity).map(({ pointer, code, message, zh = message }) => ({ path: pointer, code, en: message, zh }));
