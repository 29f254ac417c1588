export { MetricsModule } from './module.js';
export { auditFigures, type FigureAudit, type FigureFault } from './counting/audit.js';
export { entities } from './tables.js';
export { migrations } from './migrations.js';
