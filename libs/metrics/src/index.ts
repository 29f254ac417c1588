export { MetricsModule } from './module.js';
export { entities } from './tables.js';
export { migrations } from './migrations.js';
