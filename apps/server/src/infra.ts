import { startEmbeddedPostgres, type Config } from '#platform';

/** The database this process works on: the one that was named, or an embedded one that lives and dies with it. */
export interface Infra {
  readonly databaseUrl: string;
  readonly embedded: boolean;
  stop(): Promise<void>;
}

export async function openInfra(config: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Infra> {
  if (config.databaseUrl !== null) return { databaseUrl: config.databaseUrl, embedded: false, stop: async () => undefined };
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, database: 'grid' });
  return { databaseUrl: postgres.url, embedded: true, stop: () => postgres.stop() };
}
