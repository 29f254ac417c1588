export { startServer, type RunningServer, type StartOptions } from './server.js';
export { entities, migrations } from './schema.js';
export { prepareDatabase } from './database.js';
