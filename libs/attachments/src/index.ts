export { Photos, type Sent, type Served } from './photos.js';
export { SIZES, type Size } from './image/render.js';
export { PhotoSight, type Seer } from './sight.js';
export { PhotoParts, type Part } from './http/parts.js';
export { AttachmentsModule } from './module.js';
export { entities } from './tables.js';
export { migrations } from './migrations.js';
