import { Controller } from '@nestjs/common';
import { RULE_EFFECTS, ROUTES, type RulePreview } from '#contract';
import type { Case, CaseId } from '#domain';
import { RuleDrafts, Serves } from '#directory';
import { CheckedPath, Clock, Database, ProblemError } from '#platform';
import { effectsOn, type Effect } from './effects.js';

/** Cases a page: what is looked at is never held whole in memory. */
const PAGE = 1000;
const SHOWN = 20;

/** What a draft of the rule book would do to every open case, before anybody approves it. Changes nothing. */
@Controller()
export class PreviewController {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly drafts: RuleDrafts) {}

  @Serves(ROUTES.ruleDraftPreview)
  async preview(@CheckedPath('id', ROUTES.ruleDraftPreview.params.shape.id) id: string): Promise<RulePreview> {
    const books = await this.drafts.draftBook(id);
    if (books === null) throw new ProblemError('not-found');
    const at = Math.max(books.at, this.clock.now());
    const found = new Map<Effect['effect'], { count: number; examples: RulePreview['effects'][number]['examples'] }>(RULE_EFFECTS.map((effect) => [effect, { count: 0, examples: [] }]));
    let looked = 0;
    for await (const c of this.open()) {
      looked++;
      for (const { effect, was, is } of effectsOn(c, at, books.before, books.after)) {
        const kind = found.get(effect);
        if (kind === undefined) continue;
        kind.count++;
        if (kind.examples.length < SHOWN) kind.examples.push({ id: c.id, number: c.number, was, is });
      }
    }
    return { draft: books.draft.id, holdsFrom: this.drafts.dateOf(books.at), looked, effects: RULE_EFFECTS.map((effect) => ({ effect, ...(found.get(effect) ?? { count: 0, examples: [] }) })) };
  }

  private async *open(): AsyncGenerator<Case> {
    for (let after: CaseId | null = null; ;) {
      const rows: { state: Case }[] = await this.database.query<{ state: Case }>(`select state from cases where stage <> 'closed' and ($1::uuid is null or id > $1) order by id limit ${PAGE}`, [after]);
      for (const { state } of rows) yield state;
      const last = rows.at(-1);
      if (rows.length < PAGE || last === undefined) return;
      after = last.state.id;
      // Other people's requests come in between.
      await new Promise(setImmediate);
    }
  }
}
