import { Controller } from '@nestjs/common';
import { changesQuerySchema, ROUTES, type Change } from '#contract';
import { sees, type Actor, type CaseId, type Stage, type UserId } from '#domain';
import { Serves, Who, type Principal } from '#directory';
import { CheckedQuery, ProblemError } from '#platform';
import { CaseFeed, type CaseEntry } from '../feed/feed.js';

@Controller()
export class ChangesController {
  constructor(private readonly feed: CaseFeed) {}

  @Serves(ROUTES.changes)
  async changes(@CheckedQuery(changesQuerySchema) { since, limit }: { since?: string; limit: number }, @Who() { actor }: Principal): Promise<{ items: Change[]; position: string; more: boolean }> {
    if (since === undefined) return { items: [], position: await this.feed.head(), more: false };
    const answer = await this.feed.after(since, limit);
    if (answer === 'gone') throw new ProblemError('position-gone');
    return { items: answer.entries.flatMap((entry) => changeFor(entry, actor)), position: answer.position, more: answer.more };
  }
}

/** An entry as this actor gets it: the row, the word that it left what he sees, or nothing. */
function changeFor(e: CaseEntry, actor: Actor): Change[] {
  const change = { position: e.position, id: e.id as CaseId, version: e.version, stage: e.stage as Stage, event: e.event, ...(e.by !== undefined && { by: e.by as UserId }) };
  if (sees(actor, e.scope)) return [{ ...change, row: e.row, left: false }];
  return e.formerScope !== null && sees(actor, e.formerScope) ? [{ ...change, row: null, left: true }] : [];
}
