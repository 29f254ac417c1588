import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';

export interface DataSourceOptions {
  /** postgres://… */
  readonly url: string;
  /** Table declarations: @Entity classes or EntitySchema. */
  readonly entities: readonly (EntitySchema | (new () => object))[];
  /** Expand-only, run in the order of the timestamp in the class name. */
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** Connections at most. */
  readonly pool?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
}

/** A TypeORM data source over PostgreSQL, not yet connected. Nothing synchronizes by itself: migrations only. */
export function createDataSource({ url, entities, migrations, pool = 20, applicationName = 'grid-dispatch' }: DataSourceOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: [...entities],
    migrations: [...migrations],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    poolSize: pool,
    applicationName,
    connectTimeoutMS: 10_000,
    logging: false,
    extra: { keepAlive: true, idleTimeoutMillis: 30_000 },
  });
}
