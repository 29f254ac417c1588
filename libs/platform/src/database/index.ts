export { createDataSource, type DataSourceOptions } from './data-source.js';
export { Database, type Reading, type Tx } from './database.js';
export { brokenConstraint, DatabaseUnavailable, isConflict, isUnavailable, sqlState } from './errors.js';
export { migrate } from './migrate.js';
export { Meta } from './meta.js';
export { MetaEntity } from './meta.entity.js';
