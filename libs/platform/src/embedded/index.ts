export interface EmbeddedPostgres {
  /** postgres://… of the named database. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}
export interface EmbeddedOptions { readonly dataDir: string; readonly database: string }
export function startEmbeddedPostgres(_options: EmbeddedOptions): Promise<EmbeddedPostgres> { throw new Error('being written'); }
