import { Clock, Database, Hints, LOG, type Log } from '#platform';
import { Global, Module } from '@nestjs/common';
import { Access } from './access/access.js';
import { Certificates } from './access/certificates.js';
import { Credentials } from './access/credentials.js';
import { AuthGuard } from './access/guard.js';
import { Nonces } from './access/nonces.js';
import { Signatures } from './access/signatures.js';
import { Devices } from './devices/devices.js';
import { CellsController } from './cells/cells.controller.js';
import { CellDrafts } from './cells/drafts.js';
import { CellFiles } from './cells/files.js';
import { CellResponsibility } from './cells/responsible.js';
import { Directory } from './directory.js';
import { MapController } from './places/map.controller.js';
import { AccountsController } from './http/accounts.controller.js';
import { DevicesController } from './http/devices.controller.js';
import { PeopleController } from './http/people.controller.js';
import { ReferenceController } from './http/reference.controller.js';
import { RulebookController, RuleFiles } from './http/rulebook.controller.js';
import { SessionController } from './http/session.controller.js';
import { InHand } from './people/in-hand.js';
import { People } from './people/people.js';
import { RuleDrafts } from './rules/drafts.js';
import { RuleExchange } from './rules/exchange.js';
import { RuleHistory } from './rules/history.js';

/** Who and where for the whole program; needs the global PlatformModule. The server registers `AuthGuard` as APP_GUARD (`useExisting`). Whoever is given a Directory gets one that has been read. */
@Global()
@Module({
  controllers: [SessionController, ReferenceController, MapController, CellsController, PeopleController, AccountsController, DevicesController, RulebookController],
  providers: [{ provide: Directory, useFactory: (database: Database, hints: Hints, clock: Clock, log: Log) => Directory.open(database, hints, clock, log), inject: [Database, Hints, Clock, LOG] }, Access, Credentials, Certificates, Nonces, Signatures, AuthGuard, InHand, People, Devices, RuleDrafts, RuleHistory, RuleExchange, RuleFiles, CellDrafts, CellFiles, CellResponsibility],
  exports: [Directory, Access, Credentials, Certificates, Nonces, Signatures, AuthGuard, InHand, People, Devices, RuleDrafts, CellDrafts],
})
export class DirectoryModule {}
