import { Global, Module } from '@nestjs/common';
import { Access } from './access/access.js';
import { AuthGuard } from './access/guard.js';
import { Directory } from './directory.js';

/** Who and where for the whole program. The server registers `AuthGuard` as APP_GUARD (`useExisting`). */
@Global()
@Module({ providers: [Directory, Access, AuthGuard], exports: [Directory, Access, AuthGuard] })
export class DirectoryModule {}
