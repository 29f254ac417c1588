import { z } from 'zod';
import { photoHash } from './values.js';
import { uploadSchema } from './views.js';

/** A photo that comes in pieces over a weak link, known from the start by the SHA-256 of its whole bytes. */

const number = (schema: z.ZodType<number>) => z.preprocess((v) => (typeof v === 'string' && v.trim() !== '' ? Number(v) : v), schema);

export const uploadParams = z.object({ hash: photoHash });
/** Where in the photo this piece begins, and how many bytes the whole photo has. */
export const uploadPieceQuerySchema = z.strictObject({ offset: number(z.int().min(0)), size: number(z.int().min(1)) });
/**
 * `reached` bytes lie safe with the server: the next piece begins there. `size` as its first piece said; null when nothing has come.
 * `photo` once it is whole, checked and stored, exactly as POST /api/photos would answer.
 */
export const uploadStateSchema = z.object({ reached: z.int(), size: z.int().nullable(), photo: uploadSchema.nullable() });
export type UploadState = z.infer<typeof uploadStateSchema>;
