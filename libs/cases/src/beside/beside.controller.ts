import { Controller } from '@nestjs/common';
import { caseId, dutyQuerySchema, ROUTES, type Duty, type SamePlace, type StopwatchView } from '#contract';
import { rounds, type CaseId, type DepartmentId } from '#domain';
import { Directory, Serves, Who, type Principal } from '#directory';
import { CheckedPath, CheckedQuery, Clock, Database, ProblemError } from '#platform';
import { CaseReader } from '../reader/reader.js';
import { history } from '../store/read.js';
import { dutyOf } from './duty.js';
import { sameSpot, SPOT_DAYS, SPOT_METRES } from './same-place.js';

/** What is asked for beside a case, when somebody looks. Every answer stays within what the reader may see. */
@Controller()
export class BesideController {
  constructor(private readonly reader: CaseReader, private readonly directory: Directory, private readonly database: Database, private readonly clock: Clock) {}

  @Serves(ROUTES.stopwatch)
  async stopwatch(@CheckedPath('id', caseId) id: CaseId, @Who() { actor }: Principal): Promise<StopwatchView> {
    const c = await this.reader.case(id, actor);
    if (c === null) throw new ProblemError('unknown-case');
    const asOf = this.clock.now(), log = (await history(this.database, c.id)).map((r) => r.event);
    return { rounds: rounds(log, asOf, this.directory.book().calendarAt(c.cell)).map((r) => ({ ...r, runs: [...r.runs] })), asOf };
  }

  @Serves(ROUTES.samePlace)
  async samePlace(@CheckedPath('id', caseId) id: CaseId, @Who() { actor }: Principal): Promise<SamePlace> {
    const c = await this.reader.case(id, actor);
    if (c === null) throw new ProblemError('unknown-case');
    const around = c.place === null ? [] : await sameSpot(this.database, c.id, c.place, this.clock.now());
    const away = new Map(around.map((o) => [o.id, o.metres]));
    const rows = await this.reader.rows(around.map((o) => o.id), actor);
    return { metres: SPOT_METRES, days: SPOT_DAYS, items: rows.map((row) => ({ metres: away.get(row.id) ?? 0, case: row })) };
  }

  @Serves(ROUTES.duty)
  duty(@CheckedQuery(dutyQuerySchema) { departments }: { departments: DepartmentId[] }): Duty[] {
    const now = this.clock.now(), book = this.directory.book();
    return [...new Set(departments)].map((department) => dutyOf(department, now, book, this.directory));
  }
}
