export { Photos, type Served, type Size } from './photos.js';
export { PhotoSight, type Seer } from './sight.js';
export { PhotoParts, type Part } from './http/parts.js';
export { AttachmentsModule } from './module.js';
export { entities } from './tables.js';
export { migrations } from './migrations.js';
