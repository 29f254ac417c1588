/** Token of the one ChangeFeed: cases provides it, live and webhooks read it. */
export const CHANGE_FEED = Symbol('ChangeFeed');

/** Whom a change concerns: the rooms it goes to. `reporters`: people who see the case wherever it lies, because they reported it. */
export interface Scope { readonly department: string | null; readonly coDepartments: readonly string[]; readonly cell: string | null; readonly reporters: readonly string[] }

/** One committed change, with the row as it is afterwards. */
export interface FeedEntry {
  readonly position: string;
  readonly id: string;
  readonly version: number;
  readonly stage: string;
  readonly event: string;
  /** Whose doing it was, where that is known. */
  readonly by?: string;
  readonly row: unknown;
  readonly scope: Scope;
  /** Everywhere it was before and on the way and is not now, taken together: those people must be told that it left. */
  readonly formerScope: Scope | null;
}

/** `held`: further changes are committed and wait for a writer that began before them; nobody tells when it ends. */
export interface FeedPage<T = FeedEntry> { readonly entries: T[]; readonly position: string; readonly more: boolean; readonly held: boolean }

/** Committed changes in commit order without gaps. A position is opaque; 'gone' = from before a restore or too old: read everything anew. */
export interface ChangeFeed<T = FeedEntry> {
  head(): Promise<string>;
  after(position: string, limit: number): Promise<FeedPage<T> | 'gone'>;
}

/** What is told to screens as it happens, and of what department it is; null: of none. */
export const NEWS_FEED = Symbol('NewsFeed');
export interface NewsPage<T> { readonly items: readonly { readonly item: T; readonly department: string | null }[]; /** Complete up to here. */ readonly position: string; readonly more: boolean }
export interface NewsFeed<T> {
  /** Where it stands now. */
  head(): Promise<string>;
  /** In commit order, without gaps; `gone` when the place is too old. */
  after(since: string, limit: number): Promise<NewsPage<T> | 'gone'>;
}
