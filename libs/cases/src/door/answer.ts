import type { Actor, Case, CaseId, Command, Reason, Rejection } from '#domain';
import type { Tx } from '#platform';

/** The core's refusals and the shell's own. `photos`: those of the command that were never uploaded. */
export type Refusal = Rejection | { readonly code: 'version-mismatch' | 'idempotency-key-reused' | 'unknown-photo'; readonly field?: string; readonly photos?: readonly string[] };

export interface ExecuteInput {
  readonly id: CaseId;
  /** `register` with the number '' is given the next number of the day. */
  readonly command: Command;
  readonly actor: Actor;
  /** Unique for what the sender meant to do once, at most 300 characters; sent again it gets the same answer. Scope it by actor. */
  readonly commandId: string;
  /** What the sender sent; the same id with another fingerprint is refused. Absent: made of case, command and actor. */
  readonly fingerprint?: string;
  readonly expectedVersion?: number | null;
  readonly why?: Reason | null;
  /** Photos of the report that `register` or `attachReport` brings, for the lists' thumbnails. */
  readonly photos?: readonly string[];
  /** Writes that must stand or fall with the command, e.g. the report's own row. Not run for a refusal or a replay; may run again when the database asks for a retry. */
  readonly also?: (tx: Tx, after: Case) => Promise<void>;
}

/** `case` is the case as the command left it; for a replay, as the first command left it. A refusal writes nothing and is not remembered. */
export type Executed =
  | { readonly ok: true; readonly case: Case; readonly replayed: boolean }
  | { readonly ok: false; readonly rejection: Refusal; readonly current: Case | null };
