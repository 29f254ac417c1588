import { EntitySchema } from 'typeorm';

/** One photo as it was sent, known by the SHA-256 of its bytes; the bytes lie in the blob store under the same hash. */
export interface AttachmentRecord {
  hash: string;
  /** Media type read from the content. */
  type: string;
  bytes: number;
  /** Pixels as a person sees it: upright. */
  width: number;
  height: number;
  /** From EXIF, milliseconds since 1970; null where the camera says nothing. */
  taken_at: string | null;
  lon: number | null;
  lat: number | null;
  /** Metres, as the camera gave it. */
  accuracy: number | null;
  uploaded_by: string;
  uploaded_at: string;
}

export const attachmentTable = new EntitySchema<AttachmentRecord>({
  name: 'attachment',
  columns: {
    hash: { type: 'text', primary: true }, type: { type: 'text' }, bytes: { type: 'int' }, width: { type: 'int' }, height: { type: 'int' }, taken_at: { type: 'bigint', nullable: true },
    lon: { type: 'double precision', nullable: true }, lat: { type: 'double precision', nullable: true }, accuracy: { type: 'double precision', nullable: true },
    uploaded_by: { type: 'text' }, uploaded_at: { type: 'bigint' },
  },
  checks: [{ name: 'attachment_hash', expression: `(hash ~ '^[0-9a-f]{64}$'::text)` }],
});

/** Everybody who sent the same bytes: each may look at what he sent. */
export const uploaderTable = new EntitySchema<{ hash: string; person: string; at: string }>({
  name: 'attachment_uploader',
  columns: { hash: { type: 'text', primary: true }, person: { type: 'text', primary: true }, at: { type: 'bigint' } },
  foreignKeys: [{ name: 'attachment_uploader_of', target: 'attachment', columnNames: ['hash'], referencedColumnNames: ['hash'], onDelete: 'CASCADE' }],
});

/** What is served of a photo: re-encoded, upright, without metadata; made once and kept in the blob store under `blob`. */
export const renditionTable = new EntitySchema<{ hash: string; size: string; blob: string; type: string; bytes: number }>({
  name: 'attachment_rendition',
  columns: { hash: { type: 'text', primary: true }, size: { type: 'text', primary: true }, blob: { type: 'text' }, type: { type: 'text' }, bytes: { type: 'int' } },
  foreignKeys: [{ name: 'attachment_rendition_of', target: 'attachment', columnNames: ['hash'], referencedColumnNames: ['hash'], onDelete: 'CASCADE' }],
});

/** A photo that comes in pieces and is not whole yet: `reached` of `size` bytes lie in the table of pieces. */
export const uploadTable = new EntitySchema<{ hash: string; person: string; size: number; reached: number; touched_at: string }>({
  name: 'attachment_upload',
  columns: { hash: { type: 'text', primary: true }, person: { type: 'text', primary: true }, size: { type: 'int' }, reached: { type: 'int' }, touched_at: { type: 'bigint' } },
  indices: [{ name: 'attachment_upload_of', columns: ['person', 'touched_at'] }, { name: 'attachment_upload_old', columns: ['touched_at'] }],
  checks: [{ name: 'attachment_upload_hash', expression: `(hash ~ '^[0-9a-f]{64}$'::text)` }],
});
export const pieceTable = new EntitySchema<{ hash: string; person: string; at: number; bytes: Buffer }>({
  name: 'attachment_piece',
  columns: { hash: { type: 'text', primary: true }, person: { type: 'text', primary: true }, at: { type: 'int', primary: true }, bytes: { type: 'bytea' } },
  foreignKeys: [{ name: 'attachment_piece_of', target: 'attachment_upload', columnNames: ['hash', 'person'], referencedColumnNames: ['hash', 'person'], onDelete: 'CASCADE' }],
});

export const entities = [attachmentTable, uploaderTable, renditionTable, uploadTable, pieceTable];
