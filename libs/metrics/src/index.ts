export { DEFINITIONS } from './indicators/index.js';
export { MetricsModule } from './module.js';
export { auditFigures, type FigureAudit, type FigureFault } from './counting/audit.js';
export { Snapshots } from './snapshots/snapshots.js';
export { auditSnapshots, type SnapshotFault } from './snapshots/audit.js';
export { ScheduledReports } from './reports/reports.js';
export { entities } from './tables.js';
export { VIEWS as ANALYSIS_VIEWS, type AnalysisView } from './analysis/schema.js';
export { migrations } from './schema.js';
