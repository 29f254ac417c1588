export { ConfigError, describeConfig, loadConfig, LOG_LEVELS, ROLES, type Config, type Environment, type ProcessRole } from './config/config.js';
export type { Setting } from './config/describe.js';
export { Clock, MovableClock, RehearsalClock, SystemClock } from './clock.js';
export { Together } from './together.js';
export { randomToken, uuid } from './ids.js';
export { createLog, type Log } from './log.js';
export { Seal } from './seal.js';
export { Signer } from './signer.js';
export * from './database/index.js';
export { EmbeddedPostgresError, startEmbeddedPostgres, type EmbeddedOptions, type EmbeddedPostgres } from './embedded/index.js';
export { CHANGE_FEED, NEWS_FEED, type ChangeFeed, type FeedEntry, type FeedPage, type NewsFeed, type NewsPage, type Scope } from './changes.js';
export { BLOBS, type BlobStore, type ByteRange } from './blobs/blob-store.js';
export { DiskBlobs } from './blobs/disk-blobs.js';
export { freePort } from './free-port.js';
export { Hints } from './hints/hints.js';
export { QUEUES, type Parked, type QueueName, type WorkSource } from './work/source.js';
export { migrateQueues, postgresBackend, redisBackend } from './work/backend.js';
export type { Handled, QueueCounts } from './work/types.js';
export { Work, type WorkOptions } from './work/work.js';
export { ProblemError, type FieldFault, type ProblemMore } from './http/problem-error.js';
export { checked, CheckedBody, CheckedPath, CheckedQuery } from './http/checked.js';
export { faultsOf, type Where } from './http/faults.js';
export { etag, expectedVersion, idempotencyKey } from './http/headers.js';
export { belowPrefix, prefixOf } from './http/prefix.js';
export { CONFIG, LOG, PlatformModule, queuesOf, type PlatformOptions } from './platform.module.js';

export * as testing from './testing.js';

export { entities, migrations } from './tables.js';
