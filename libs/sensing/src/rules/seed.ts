import { triggerRulesFile } from '#contract';
import { faultsOf, type Database } from '#platform';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logRule } from './store.js';

/**
 * Puts the reviewed rules of `trigger-rules.json` in force where there are none at all. Later the program is where rules are changed: what is there stays, and a rule that a newer file adds comes as a draft.
 * Answers how many there were. @throws Error naming every fault of the file
 */
export async function seedTriggerRules(database: Database, folder: string, now: number): Promise<number> {
  const path = join(folder, 'trigger-rules.json');
  if (!existsSync(path)) return 0;
  const read = triggerRulesFile.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!read.success) throw new Error(`${path}: ${faultsOf(read.error, 'body').map((f) => `${f.pointer} ${f.message}`).join('; ')}`);
  return database.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('grid-dispatch trigger rules'))`);
    const known = await tx.query('select 1 from trigger_rule limit 1'), state = known.length === 0 ? 'live' : 'draft';
    let made = 0;
    for (const rule of read.data.rules) {
      const rows = await tx.query(`insert into trigger_rule (id, version, state, content, changed_at, tried_at) select $1, 1, $4, $2, $3::bigint, case when $4 = 'live' then $3::bigint end where not exists (select from trigger_rule where id = $1) returning id`, [rule.id, JSON.stringify(rule), now, state]);
      if (rows.length === 0) continue;
      made++;
      await logRule(tx, rule.id, 1, state === 'live' ? 'enabled' : 'written', null, now);
    }
    return made;
  });
}
