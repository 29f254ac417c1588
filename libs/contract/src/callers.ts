import { z } from 'zod';
import { plainPhone } from './phone.js';
import { caseId, instant, reportId, userId, words } from './values.js';
import { caseRowSchema } from './views.js';
import { said } from './said.js';

const phone = z.string().trim().max(40).transform(plainPhone).pipe(z.string().regex(/^\d{5,17}$/, said('a telephone number of 5 to 17 digits', '5 至 17 位电话号码')));

/** Who reported it, as far as he says. Kept apart from the case, sealed, and never in its log. */
export const callerSchema = z.strictObject({ name: words(60).optional(), phone: phone.optional(), address: words(200).optional(), anonymous: z.boolean().default(false) });
export type CallerBody = z.infer<typeof callerSchema>;

/** A caller as the centre reads him: the number as `138****5678`, the name by its first character. */
export const callerViewSchema = z.object({
  report: reportId, name: z.string().nullable(), phone: z.string().nullable(), anonymous: z.boolean(),
  /** There is something to reveal; false once the time of keeping it is over. */
  kept: z.boolean(),
});
export type CallerView = z.infer<typeof callerViewSchema>;
/** Who looked a caller up in full, and why: never changed, never taken away. */
export const revealSchema = z.object({ report: reportId, by: z.object({ id: userId, name: z.string() }), at: instant, reason: z.string() });
export type Reveal = z.infer<typeof revealSchema>;
export const caseCallersSchema = z.object({ callers: z.array(callerViewSchema), reveals: z.array(revealSchema) });
export type CaseCallers = z.infer<typeof caseCallersSchema>;

/** `report`: which of several callers; left out: the first. */
export const revealBodySchema = z.strictObject({ reason: words(300), report: reportId.optional() });
export type RevealBody = z.infer<typeof revealBodySchema>;
export const revealedSchema = z.object({ report: reportId, name: z.string().nullable(), phone: z.string().nullable(), address: z.string().nullable() });
export type Revealed = z.infer<typeof revealedSchema>;

/** A whole number, or the last four digits that somebody remembers. */
export const callersQuerySchema = z.strictObject({ phone: z.string().trim().max(40).transform(plainPhone).pipe(z.string().regex(/^(\d{4}|\d{5,17})$/, said('a telephone number, or its last four digits', '电话号码或其后四位'))) });
export type CallersQuery = z.infer<typeof callersQuerySchema>;
/** What the number reported before, the newest first; the case is as it stands now. */
export const earlierCallSchema = z.object({ report: reportId, at: instant, name: z.string().nullable(), phone: z.string(), case: caseRowSchema });
export type EarlierCall = z.infer<typeof earlierCallSchema>;
export const caseOfCaller = z.object({ id: caseId });
