export { startServer, type RunningServer, type StartOptions, type StartStep } from './server.js';
export { entities, migrations } from './schema.js';
export { dataSourceOf, migrate } from './database.js';
export { furnish } from './seeding.js';
export { openapi } from './docs/openapi.js';
