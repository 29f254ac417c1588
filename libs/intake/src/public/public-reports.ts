import type { Sent } from '#attachments';
import { PUBLIC_PHOTOS, type PublicReceipt, type PublicReport, type ReportBody } from '#contract';
import { Directory } from '#directory';
import { CITIZEN } from '#domain';
import { ProblemError } from '#platform';
import { Injectable } from '@nestjs/common';
import { Reports } from '../reports.js';
import { classOf } from './kinds.js';

/** Residents' reports: the same way in as everybody's, with the citizen as actor, so triage and confirmation are the rule book's. */
@Injectable()
export class PublicReports {
  constructor(private readonly reports: Reports, private readonly directory: Directory) {}

  /** Answers the number and the follow code and nothing else: not where it lies, not what was there before. Throws ProblemError for what is wrong. */
  async take(said: PublicReport, photos: readonly Sent[], key: string): Promise<{ receipt: PublicReceipt; replayed: boolean }> {
    if (photos.length > PUBLIC_PHOTOS) throw new ProblemError('invalid-input', { errors: [{ pointer: '/photo', code: 'too_big', message: `at most ${PUBLIC_PHOTOS} photos`, zh: `照片最多 ${PUBLIC_PHOTOS} 张` }] });
    const { receipt, replayed } = await this.reports.take(this.bodyOf(said), photos, CITIZEN, key);
    return { receipt: { number: receipt.number, follow: receipt.follow }, replayed };
  }

  private bodyOf({ kind, text, position, where, contact }: PublicReport): ReportBody {
    const classId = classOf(kind, this.directory.book());
    if (classId === undefined) throw new ProblemError('unknown-value', { errors: [{ pointer: '/kind', code: 'unknown-value', message: 'not one of the kinds of the page', zh: '没有这个类别' }] });
    const words = [text, where === undefined ? undefined : `位置：${where}`].filter((s) => s !== undefined).join('\n');
    const told = contact !== undefined && (contact.name !== undefined || contact.phone !== undefined);
    return { classId, conditionId: null, ...(words !== '' && { text: words }), ...(position && { position }), photos: [], source: 'public', ...(told && { caller: { ...contact, anonymous: false } }) };
  }
}
