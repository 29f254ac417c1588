export { LiveModule } from './module.js';
export { LiveGateway } from './gateway.js';
export { NoticePush } from './notice-push.js';
