import { Controller, Res } from '@nestjs/common';
import { caseId, ROUTES, takeNextQuerySchema, type Assignee, type Hold } from '#contract';
import { assignments, type Actor, type CaseId, type Stage } from '#domain';
import { Directory, Serves, Who, type Principal } from '#directory';
import { CheckedPath, CheckedQuery, Clock, Database, ProblemError } from '#platform';
import type { FastifyReply } from 'fastify';
import { teamsOf } from '../assignment/team.js';
import { Holds } from '../hold/holds.js';
import { CaseReader } from '../reader/reader.js';

/** The centre's people, who share one queue. */
const CENTRE: readonly string[] = ['dispatcher', 'supervisor'];

/** Sharing work out: the next case for a dispatcher, and who of a department should have one. */
@Controller()
export class HoldsController {
  constructor(private readonly holds: Holds, private readonly reader: CaseReader, private readonly directory: Directory, private readonly database: Database, private readonly clock: Clock) {}

  @Serves(ROUTES.takeNext)
  async next(@CheckedQuery(takeNextQuerySchema) { stage }: { stage?: Stage[] }, @Who() { actor }: Principal, @Res({ passthrough: true }) reply: FastifyReply): Promise<Hold | undefined> {
    ofTheCentre(actor);
    const hold = await this.holds.next(actor, stage);
    void reply.status(hold === null ? 204 : 200);
    return hold ?? undefined;
  }

  @Serves(ROUTES.holds)
  all(@Who() { actor }: Principal): Promise<Hold[]> {
    ofTheCentre(actor);
    return this.holds.all();
  }

  @Serves(ROUTES.hold)
  async hold(@CheckedPath('id', caseId) id: CaseId, @Who() { actor }: Principal): Promise<Hold> {
    ofTheCentre(actor);
    if ((await this.reader.case(id, actor)) === null) throw new ProblemError('unknown-case');
    const hold = await this.holds.take(id, actor);
    if (hold === null) throw new ProblemError('held-by-other');
    return hold;
  }

  @Serves(ROUTES.release)
  async release(@CheckedPath('id', caseId) id: CaseId, @Who() { actor }: Principal): Promise<void> {
    ofTheCentre(actor);
    await this.holds.release(id, actor);
  }

  /** For those who see the case and may name a handler or watch it being named. */
  @Serves(ROUTES.assignees)
  async assignees(@CheckedPath('id', caseId) id: CaseId, @Who() { actor }: Principal): Promise<Assignee[]> {
    const c = await this.reader.case(id, actor);
    if (c === null) throw new ProblemError('unknown-case');
    // A co-department ranks its own people for its own task.
    const department = actor.department ?? c.department;
    if (department === null || actor.role === 'grid-member') return [];
    const now = this.clock.now(), team = (await teamsOf(this.database, [department], now, this.directory.book(), this.directory)).get(department) ?? [];
    return assignments(team, { classId: c.classId, place: c.place, now }).map(({ person, score, merits }) => ({ person, name: this.directory.name(person), score, merits: [...merits] }));
  }
}

function ofTheCentre(actor: Actor): void {
  if (!CENTRE.includes(actor.role)) throw new ProblemError('no-right');
}
