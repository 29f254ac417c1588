import type { NoticeView } from '#contract';
import type { CaseId } from '#domain';

export interface NoticeRow { id: string; case_id: CaseId; number: string; recipient: string; kind: string; data: Record<string, unknown>; created_at: string; read_at: string | null; delivered_at: string | null }
export const NOTICE = 'id, case_id, number, recipient, kind, data, created_at, read_at, delivered_at';

/** A notice as its recipient gets it. */
export const viewOf = (r: NoticeRow): NoticeView => ({ id: r.id, at: Number(r.created_at), case: r.case_id, number: r.number, kind: r.kind, data: r.data, readAt: r.read_at === null ? null : Number(r.read_at) });
