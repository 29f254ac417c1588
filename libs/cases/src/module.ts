import { Global, Module } from '@nestjs/common';
import { CaseDoor } from './door/door.js';
import { CaseReader } from './reader/reader.js';

/** Cases: the door, the settle queue, the reader, the change feed and their routes. Needs the global PlatformModule and DirectoryModule. */
@Global()
@Module({ providers: [CaseDoor, CaseReader], exports: [CaseDoor, CaseReader] })
export class CasesModule {}
