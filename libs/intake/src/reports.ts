import { Injectable } from '@nestjs/common';
import type { ReportBody, ReportReceipt } from '#contract';
import type { Actor } from '#domain';

/** Reports of people: one transaction writes the report and opens a case, or attaches it to an open one. */
@Injectable()
export class Reports {
  /** Throws ProblemError for what the body says wrongly. The same `key` again answers the first receipt with `replayed`. */
  async take(body: ReportBody, photos: readonly string[], actor: Actor, key: string): Promise<{ receipt: ReportReceipt; replayed: boolean }> {
    void body; void photos; void actor; void key;
    throw new Error('not written yet');
  }
}
