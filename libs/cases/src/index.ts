export { CaseDoor, type ExecuteInput, type Executed, type Refusal } from './door/door.js';
export { CaseReader } from './reader/reader.js';
export { REPORTS, type Reports } from './reader/reports.js';
export { auditCases, type CaseFault } from './audit/audit.js';
export { CasesModule } from './module.js';
export { entities } from './schema/tables.js';
export { migrations } from './schema/migrations.js';
