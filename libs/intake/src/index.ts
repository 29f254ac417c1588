export { IntakeModule } from './module.js';
export { Reports } from './reports.js';
export { Signals } from './signals.js';
export { entities } from './tables.js';
export { migrations } from './migrations.js';
