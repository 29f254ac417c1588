import { masked } from '#cases';
import type { HeldWork } from '#contract';
import { InHand } from '#directory';
import { Database } from '#platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';

const MOST = 200;

/** Tells those who look after people what somebody has in hand: open cases that are theirs, and tasks of open cases. */
@Injectable()
export class CasesInHand implements OnModuleInit {
  constructor(private readonly inHand: InHand, private readonly database: Database) {}

  onModuleInit(): void { this.inHand.register((account) => this.of(account)); }

  private async of(account: string): Promise<HeldWork[]> {
    const rows = await this.database.query<{ kind: HeldWork['kind']; id: HeldWork['case']; number: string; text: string; department: HeldWork['department']; due_at: string | null }>(
      `select 'case' as kind, id, number, text, department, due_at from cases where assignee = $1 and stage <> 'closed'
       union all
       select 'task', c.id, c.number, t ->> 'text', t ->> 'department', null from cases c, jsonb_array_elements(c.state -> 'tasks') t
         where c.stage <> 'closed' and c.state -> 'tasks' @> jsonb_build_array(jsonb_build_object('assignee', $1::text)) and t ->> 'assignee' = $1 and t ->> 'state' in ('planned', 'waiting', 'doing')
       order by due_at nulls last, number limit $2`, [account, MOST]);
    return rows.map(({ kind, id, number, text, department, due_at }) => ({ kind, case: id, number, text: masked(text), department, dueAt: due_at === null ? null : Number(due_at) }));
  }
}
