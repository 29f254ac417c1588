import { Injectable } from '@nestjs/common';
import type { NoticeKind } from '#contract';
import type { CaseId, UserId } from '#domain';
import type { Tx } from '#platform';

/** What is to be told to whom. `data` is what the sentence needs: stage, rule, deadline … never personal data. */
export interface NewNotice {
  readonly caseId: CaseId;
  readonly number: string;
  readonly recipient: UserId;
  readonly kind: NoticeKind;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Telling people: rows written in the case's own transaction, so a rolled-back command tells nobody. */
@Injectable()
export class Notices {
  /** Writes the notices in `tx`; after its commit their delivery is poked. */
  async add(tx: Tx, notices: readonly NewNotice[]): Promise<void> {
    void tx; void notices;
    throw new Error('not written yet');
  }
}
