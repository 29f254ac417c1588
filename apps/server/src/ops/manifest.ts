import { z } from 'zod';

export const FORMAT = 1;
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const name = z.string().regex(/^[a-z_][a-z0-9_]*$/);

/** First entry of a backup: enough to refuse one that does not fit before anything is touched. */
export const aboutSchema = z.object({
  format: z.literal(FORMAT), program: z.string(), takenAt: z.int(), migrations: z.array(z.string()),
  tables: z.array(z.object({ name, columns: z.array(name) })),
});
export type About = z.infer<typeof aboutSchema>;

/** Last entry: what everything before it must amount to. */
export const manifestSchema = z.object({
  tables: z.array(z.object({ name, rows: z.int(), bytes: z.int(), sha256: hash })),
  blobs: z.object({ count: z.int(), bytes: z.int(), missing: z.array(hash) }),
  sequences: z.array(z.object({ name, value: z.string().nullable() })),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const ABOUT = 'about.json';
export const MANIFEST = 'manifest.json';
/** `tables/<name>/<piece>` and `blobs/<hash>`. */
export const pieceName = (table: string, piece: number): string => `tables/${table}/${String(piece).padStart(6, '0')}.copy`;
export const blobName = (blob: string): string => `blobs/${blob}`;
export const asPiece = (entry: string): string | null => /^tables\/([a-z_][a-z0-9_]*)\/\d{6,}\.copy$/.exec(entry)?.[1] ?? null;
export const asBlob = (entry: string): string | null => /^blobs\/([0-9a-f]{64})$/.exec(entry)?.[1] ?? null;
