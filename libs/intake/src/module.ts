import { Module } from '@nestjs/common';
import { Reports } from './reports.js';
import { Signals } from './signals.js';

/** Reports and signals in. Needs the global PlatformModule, DirectoryModule, AttachmentsModule and CasesModule. */
@Module({ providers: [Reports, Signals], exports: [Reports, Signals] })
export class IntakeModule {}
