import { Module } from '@nestjs/common';

/** Daily figures. Needs the global PlatformModule and DirectoryModule. */
@Module({})
export class MetricsModule {}
