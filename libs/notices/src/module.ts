import { Global, Module } from '@nestjs/common';
import { Notices } from './notices.js';

/** Notices and their delivery. Needs the global PlatformModule and DirectoryModule. */
@Global()
@Module({ providers: [Notices], exports: [Notices] })
export class NoticesModule {}
