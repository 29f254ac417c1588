export { insertNotices, Notices, type NewNotice, type Telling } from './notices.js';
export { Endpoints } from './endpoints.js';
export { NOTICE_SINK, type NoticeSink } from './channels/in-app.js';
export { NoticesModule } from './module.js';
export { entities } from './tables.js';
export { migrations } from './migrations.js';
