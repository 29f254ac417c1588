import { Clock, Database, Hints, LOG, type Log } from '#platform';
import { Global, Module } from '@nestjs/common';
import { Access } from './access/access.js';
import { AuthGuard } from './access/guard.js';
import { Directory } from './directory.js';
import { PeopleController } from './http/people.controller.js';
import { ReferenceController } from './http/reference.controller.js';
import { RulebookController, RuleFiles } from './http/rulebook.controller.js';
import { SessionController } from './http/session.controller.js';
import { RuleDrafts } from './rules/drafts.js';
import { RuleExchange } from './rules/exchange.js';
import { RuleHistory } from './rules/history.js';

/** Who and where for the whole program; needs the global PlatformModule. The server registers `AuthGuard` as APP_GUARD (`useExisting`). Whoever is given a Directory gets one that has been read. */
@Global()
@Module({
  controllers: [SessionController, ReferenceController, PeopleController, RulebookController],
  providers: [{ provide: Directory, useFactory: (database: Database, hints: Hints, clock: Clock, log: Log) => Directory.open(database, hints, clock, log), inject: [Database, Hints, Clock, LOG] }, Access, AuthGuard, RuleDrafts, RuleHistory, RuleExchange, RuleFiles],
  exports: [Directory, Access, AuthGuard, RuleDrafts],
})
export class DirectoryModule {}
