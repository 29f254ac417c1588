import { ROUTES, type CellPreview } from '#contract';
import type { CaseId, CellId } from '#domain';
import { CellDrafts, Geography, Serves } from '#directory';
import { CheckedPath, Database, ProblemError } from '#platform';
import { Controller } from '@nestjs/common';

const PAGE = 5_000, SHOWN = 5;

/** Which open cases would lie in another cell once a draft holds. They keep the cell they were filed under: who answers for a case does not change behind people's backs. Changes nothing. */
@Controller()
export class CellPreviewController {
  constructor(private readonly database: Database, private readonly drafts: CellDrafts) {}

  @Serves(ROUTES.cellDraftPreview)
  async preview(@CheckedPath('id', ROUTES.cellDraftPreview.params.shape.id) id: string): Promise<CellPreview> {
    const draft = await this.drafts.find(id);
    if (draft === null) throw new ProblemError('not-found');
    const before = new Geography(draft.before), after = new Geography(draft.after), moves = new Map<string, CellPreview['moves'][number]>();
    let looked = 0, affected = 0;
    for (let last: CaseId | null = null; ;) {
      const rows: { id: CaseId; number: string; cell: CellId | null; lon: number; lat: number }[] = await this.database.query(`select id, number, cell, lon, lat from cases where stage <> 'closed' and lon is not null and ($1::uuid is null or id > $1) order by id limit ${PAGE}`, [last]);
      for (const { id: of, number, cell, lon, lat } of rows) {
        looked++;
        const to = after.locate({ lon, lat });
        // A case that lay elsewhere before the draft is not the draft's doing.
        if (to === cell || to === before.locate({ lon, lat })) continue;
        affected++;
        const key = `${cell} ${to}`, move = moves.get(key) ?? { from: cell, to, count: 0, examples: [] };
        moves.set(key, { ...move, count: move.count + 1, examples: move.examples.length < SHOWN ? [...move.examples, { id: of, number }] : move.examples });
      }
      const end = rows.at(-1);
      if (rows.length < PAGE || end === undefined) break;
      last = end.id;
      // Other people's requests come in between.
      await new Promise(setImmediate);
    }
    return { draft: id, holdsFrom: this.drafts.dateOf(draft.holdsFrom), looked, affected, moves: [...moves.values()].sort((a, b) => b.count - a.count).slice(0, 200) };
  }
}
