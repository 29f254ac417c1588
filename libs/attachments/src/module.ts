import { Module } from '@nestjs/common';
import { PhotoParts } from './http/parts.js';
import { Photos } from './photos.js';
import { PhotoSight } from './sight.js';

/** Photos in and out. Needs the global PlatformModule and DirectoryModule. */
@Module({ providers: [Photos, PhotoSight, PhotoParts], exports: [Photos, PhotoSight, PhotoParts] })
export class AttachmentsModule {}
