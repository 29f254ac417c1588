import { startEmbeddedPostgres, type Config, type EmbeddedPostgres, type Log } from '#platform';

/** The database this process works on: the one that was named, or an embedded one that lives and dies with it. */
export interface Infra {
  readonly databaseUrl: string;
  /** Null: somebody else's. */
  readonly embedded: Pick<EmbeddedPostgres, 'pid'> | null;
  stop(): Promise<void>;
}

export async function openInfra(config: Pick<Config, 'databaseUrl' | 'dataDir'>, log?: Log): Promise<Infra> {
  if (config.databaseUrl !== null) return { databaseUrl: config.databaseUrl, embedded: null, stop: async () => undefined };
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, database: 'grid', ...(log && { log }) });
  return { databaseUrl: postgres.url, embedded: postgres, stop: () => postgres.stop() };
}
