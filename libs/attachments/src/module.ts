import { Global, Module } from '@nestjs/common';
import { PhotoParts } from './http/parts.js';
import { PhotosController } from './http/photos.controller.js';
import { Photos } from './photos.js';
import { PhotoSight } from './sight.js';
import { Uploads } from './uploads.js';

/** Photos in and out, with their routes. Needs the global PlatformModule and DirectoryModule. */
@Global()
@Module({ controllers: [PhotosController], providers: [Photos, PhotoSight, PhotoParts, Uploads], exports: [Photos, PhotoSight, PhotoParts] })
export class AttachmentsModule {}
