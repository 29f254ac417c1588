import { readFileSync } from 'node:fs';
import { choice, flag, number, optional, several, text, type Declared, type Setting } from './describe.js';

export const ROLES = ['api', 'worker', 'ingest'] as const;
/** What a process does: answer people, settle work, listen to devices. */
export type ProcessRole = (typeof ROLES)[number];
export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

const PEM = /^-----BEGIN [A-Z ]+-----[\s\S]+-----END [A-Z ]+-----\s*$/;

const SCHEMA = {
  port: number('PORT', 3000, 0, 65_535, 'Port of the API, the sockets and the web app. 0 takes any free port.'),
  host: text('GRID_HOST', '127.0.0.1', 'Address to listen on. 0.0.0.0 lets other machines in.'),
  publicUrl: optional('GRID_PUBLIC_URL', 'http(s) URL', 'The address people type, where it differs from host and port; used in links and to decide on secure cookies. May have a path: https://city.example/grid.', /^https?:\/\/[^\s/]+[^\s]*$/, 'must be an http or https URL'),
  contact: optional('GRID_CONTACT', 'text', 'Whom to call when somebody cannot sign in, shown on the sign-in page: 信息科 0878-5212345.', /^.{1,100}$/, 'must have at most 100 characters on one line'),
  trustProxy: flag('GRID_TRUST_PROXY', false, 'Believe X-Forwarded-For, -Proto, -Host and -Prefix. Only behind a proxy of your own.'),
  roles: several('GRID_ROLES', ROLES, ROLES, 'What this process does: api answers people, worker settles cases, ingest listens to devices.'),
  databaseUrl: optional('DATABASE_URL', 'postgres URL', 'PostgreSQL 15 or newer. Left out: an embedded PostgreSQL under GRID_DATA_DIR.', /^postgres(ql)?:\/\/\S+$/, 'must be a postgres:// URL', true),
  databasePool: number('GRID_DATABASE_POOL', 20, 2, 500, 'Connections this process opens to the database at most, beside about twenty small ones of the queue.'),
  redisUrl: optional('REDIS_URL', 'redis URL', 'Redis 6.2 or newer (appendonly yes, maxmemory-policy noeviction) for the queue and between processes. Left out: PostgreSQL does both.', /^rediss?:\/\/\S+$/, 'must be a redis:// or rediss:// URL', true),
  redisPrefix: text('GRID_REDIS_PREFIX', 'grid', 'First part of every key in a Redis shared with others.', /^[A-Za-z0-9_-]{1,40}$/, 'must be 1 to 40 letters, digits, - or _'),
  dataDir: text('GRID_DATA_DIR', '.data', 'Folder of the attachments, and of the embedded PostgreSQL where that is used.'),
  workConcurrency: number('GRID_WORK_CONCURRENCY', 8, 1, 200, 'Ids of one queue a worker process handles at once. More than the database pool only waits.'),
  secret: optional('GRID_SECRET', 'at least 32 characters', 'Key that signs cursors, makes the follow codes of reports and seals what is kept of callers. Left out: made once and kept in the database.', /^.{32,}$/s, 'must have at least 32 characters', true),
  metricsToken: optional('GRID_METRICS_TOKEN', 'at least 16 characters', 'Bearer token asked for on /metrics. Left out: /metrics answers this machine only.', /^.{16,}$/s, 'must have at least 16 characters', true),
  smtpUrl: optional('GRID_SMTP_URL', 'smtp URL', 'Mail server for notices: smtp://user:password@host:587, or smtps:// on 465. Left out: no mail.', /^smtps?:\/\/\S+$/, 'must be an smtp:// or smtps:// URL', true),
  mailFrom: optional('GRID_MAIL_FROM', 'address', 'Sender of the mails, e.g. 网格调度 <grid@example.gov.cn>. Needed with GRID_SMTP_URL.', /^([^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, 'must be an address, or a name and an <address>'),
  noticeBundle: number('GRID_NOTICE_BUNDLE', 5, 1, 100, 'More notices than this for one person and channel at once, or within a minute, become one message.'),
  sentDays: number('GRID_SENT_DAYS', 400, 30, 3650, 'For how many days it is kept what went out by mail, robots and push, for the receipts of a case. The notices in the app stay.'),
  webhookPrivate: flag('GRID_WEBHOOK_PRIVATE', false, 'Let webhooks, robots and push services be inside: private and loopback addresses. Otherwise only public addresses are called.'),
  callerDays: number('GRID_CALLER_DAYS', 365, 1, 3650, 'For how many days after its case was closed the name, number and address of a caller are kept. Then they are erased; the case stays.'),
  readingPartitions: number('GRID_READING_PARTITIONS', 16, 1, 256, 'How many partitions the series of devices are spread over; processes with the role ingest share them. Series stay where they are when it is changed.'),
  journalDays: number('GRID_JOURNAL_DAYS', 14, 2, 3650, 'For how many days readings are kept as they came, to judge them again.'),
  readingDays: number('GRID_READING_DAYS', 180, 7, 3650, 'For how many days single values are kept for curves, and counts by minute. Counts by hour and day stay.'),
  mapTiles: optional('GRID_MAP_TILES', 'URL template', 'Picture tiles under the maps: a template with {x}, {y} and {z} in web-mercator rows; several, drawn one over the other, are separated by blanks; {0-7} spreads over hosts. With 天地图: the vec_w and cva_w addresses with your token, which browsers see. Left out: the cells are the map, and nothing outside is asked.', /^\s*(https?:\/\/(?=\S*\{x\})(?=\S*\{-?y\})(?=\S*\{z\})[^\s/?#'",;]+\/\S*)(\s+https?:\/\/(?=\S*\{x\})(?=\S*\{-?y\})(?=\S*\{z\})[^\s/?#'",;]+\/\S*)*\s*$/, 'must be http or https URLs with {x}, {y} and {z}', true),
  mapTilesBy: optional('GRID_MAP_TILES_ATTRIBUTION', 'text', 'Whose tiles they are, shown on every map, e.g. 天地图 GS(2024)0568号.', /^.{1,200}$/, 'must have at most 200 characters'),
  mapTilesCrs: choice('GRID_MAP_TILES_CRS', 'wgs84', ['wgs84', 'gcj02'], 'Coordinates of the tiles. gcj02 for services that shift them, as AMap and Tencent do: then all that is drawn is moved by as much, and the map says so. 天地图 is wgs84.'),
  mapTilesZoom: number('GRID_MAP_TILES_ZOOM', 18, 1, 22, 'The closest zoom the tiles have; closer ones are enlarged.'),
  publicReports: number('GRID_PUBLIC_REPORTS', 300, 0, 100_000, 'Reports that residents may make on the public page in one hour, all together; from one network at most 12. 0: they report by telephone only.'),
  mqttPort: number('GRID_MQTT_PORT', 0, 0, 65_535, 'Port on which the program itself serves MQTT 3.1.1 to devices (role ingest), on GRID_HOST: token as user name, or account and token. Plain TCP: for TLS there is GRID_MQTTS_PORT. 0: off.'),
  mqttsPort: number('GRID_MQTTS_PORT', 0, 0, 65_535, 'The same over TLS (role ingest), with GRID_TLS_CERT and GRID_TLS_KEY; with GRID_TLS_CA a client certificate that an account has in the register signs its device in. 0: off.'),
  hj212Port: number('GRID_HJ212_PORT', 0, 0, 65_535, 'TCP port for data loggers of HJ/T 212-2005 and HJ 212-2017 (role ingest), on GRID_HOST. 0: off.'),
  hj212Password: optional('GRID_HJ212_PASSWORD', 'text', 'The password (PW) that every logger sends. Left out: a logger is known by its number (MN) alone, which the register must have.', /^[\x21-\x7e]{1,32}$/, 'must have 1 to 32 visible ASCII characters', true),
  mqttUrl: optional('GRID_MQTT_URL', 'mqtt URL', 'A broker of the county’s to take readings from: mqtt://user:password@host:1883, mqtts:// with TLS. One process of the role ingest listens at a time. Left out: none.', /^mqtts?:\/\/\S+$/, 'must be an mqtt:// or mqtts:// URL', true),
  mqttAccount: optional('GRID_MQTT_ACCOUNT', 'account', 'The device account in whose name that broker’s messages count: the devices behind it must be this account’s. Needed with GRID_MQTT_URL.', /^[a-z0-9._-]{1,64}$/, 'must be the name of an account'),
  mqttTopics: text('GRID_MQTT_TOPICS', 'v1/gateway/telemetry,application/+/device/+/event/+,v1.1/Observations,v1.1/+/Observations,v1.1/CreateObservations,senml,ngsi,ai-events', 'What is subscribed to there, separated by commas; $share/group/topic where the broker shares.', /^[^\s\u0000]{1,2000}$/, 'must be topics without blanks, separated by commas'),
  mqttClient: text('GRID_MQTT_CLIENT', 'grid-dispatch', 'Client id at that broker, under which it keeps what comes while we are away. Give each installation its own.', /^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _'),
  hj212TlsPort: number('GRID_HJ212_TLS_PORT', 0, 0, 65_535, 'Port for data loggers of HJ 212 over TLS (role ingest), with GRID_TLS_CERT and GRID_TLS_KEY; with GRID_TLS_CA every logger needs a client certificate that an account has in the register, and speaks for the devices of that account only. 0: off.'),
  ingestHttpsPort: number('GRID_INGEST_HTTPS_PORT', 0, 0, 65_535, 'Port on which devices, and nobody else, are served HTTPS (role ingest), on GRID_HOST, with GRID_TLS_CERT and GRID_TLS_KEY: /ingest/…, /api/v1/… and /api/signals. With GRID_TLS_CA a client certificate that an account has in the register is that account; whoever shows none needs a token or a signature as without TLS. Devices reach it directly, not through a proxy that ends TLS. 0: off.'),
  tlsCert: optional('GRID_TLS_CERT', 'PEM', 'Certificate of this server for the TLS ports of devices, with those between it and its authority. Read at the start: restart after a renewal.', PEM, 'must be a certificate as PEM', true),
  tlsKey: optional('GRID_TLS_KEY', 'PEM', 'Its private key, without a passphrase.', PEM, 'must be a key as PEM', true),
  tlsCa: optional('GRID_TLS_CA', 'PEM', 'Authorities that issue the client certificates of devices. Left out: none are asked for, and devices over TLS sign in as they do without.', PEM, 'must be certificates as PEM', true),
  signedSkew: number('GRID_SIGNED_SKEW', 300, 10, 3600, 'By how many seconds the timestamp of a request that a device signed may differ from the clock here; for twice as long its nonce is remembered.'),
  deviceLimit: number('GRID_DEVICE_LIMIT', 600_000, 0, 100_000_000, 'Readings a minute that one device account may send, over all processes of the role ingest (each lets a minute’s worth through at once before it hears of the others); another number can be set for each account. Readings that a life-safety rule watches are never held back. 0: no limit.'),
  oneNetToken: optional('GRID_ONENET_TOKEN', 'text', 'The token that was given to OneNET for its HTTP push: it signs what it sends. Left out: OneNET is not listened to.', /^[\x21-\x7e]{3,200}$/, 'must have 3 to 200 visible ASCII characters', true),
  logLevel: choice('GRID_LOG_LEVEL', 'info', LOG_LEVELS, 'How much is logged, as JSON lines on standard output.'),
  demo: flag('GRID_DEMO', false, 'Seed the demo county with its people, who all share GRID_DEMO_PASSWORD. Never with real data.'),
  demoPassword: text('GRID_DEMO_PASSWORD', 'mouding-2026', 'Password of the demo people.', /^.{8,}$/s, 'must have at least 8 characters'),
  clockRate: number('GRID_CLOCK_RATE', 1, 1, 10_000, 'How many seconds pass in the program in one real second. Above 1 is a rehearsal: deadlines come faster.', false),
};

type Schema = typeof SCHEMA;
/** The checked configuration of one process; every field is described by its setting. */
export type Config = { readonly [K in keyof Schema]: Schema[K] extends Declared<infer T> ? T : never };

/** Every fault of the environment at once, each naming its variable. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

const settings = Object.values(SCHEMA).map((declared) => declared.setting);

/** Every variable with its type, default and description, in the order of the documentation. */
export const describeConfig = (): readonly Setting[] => settings;

/** Reads and checks the environment; an empty variable counts as not set, a secret may come from the file in NAME_FILE. @throws ConfigError with all faults */
export function loadConfig(env: Environment): Config {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, declared] of Object.entries(SCHEMA)) {
    const found = lookUp(env, declared.setting);
    if ('fault' in found) { faults.push(found.fault); continue; }
    const answer = declared.read(found.text);
    if ('fault' in answer) faults.push(answer.fault);
    else values[key] = answer.value;
  }
  if (values['smtpUrl'] && values['mailFrom'] === null) faults.push('GRID_MAIL_FROM: is needed with GRID_SMTP_URL');
  if (values['mqttUrl'] && values['mqttAccount'] === null) faults.push('GRID_MQTT_ACCOUNT: is needed with GRID_MQTT_URL');
  for (const [port, name] of [['mqttsPort', 'GRID_MQTTS_PORT'], ['hj212TlsPort', 'GRID_HJ212_TLS_PORT'], ['ingestHttpsPort', 'GRID_INGEST_HTTPS_PORT']] as const) for (const [part, needed] of [['tlsCert', 'GRID_TLS_CERT'], ['tlsKey', 'GRID_TLS_KEY']] as const) {
    if (values[port] && values[part] === null) faults.push(`${needed}: is needed with ${name}`);
  }
  faults.push(...misspelt(env));
  if (faults.length > 0) throw new ConfigError(faults);
  return values as Config;
}

function lookUp(env: Environment, { name, secret }: Setting): { text: string | null } | { fault: string } {
  const direct = env[name] || null;
  const file = secret ? env[`${name}_FILE`] || null : null;
  if (direct !== null && file !== null) return { fault: `${name} and ${name}_FILE are both set: keep one` };
  if (file === null) return { text: direct };
  try {
    return { text: readFileSync(file, 'utf8').trim() || null };
  } catch (error) {
    return { fault: `${name}_FILE: cannot read ${file} (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})` };
  }
}

/** A variable that is almost one of ours is a typing error, which would otherwise do nothing in silence. */
function misspelt(env: Environment): string[] {
  const known = settings.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));
  return Object.keys(env).filter((name) => name.startsWith('GRID_') && env[name] && !known.includes(name)).flatMap((name) => {
    const meant = known.find((other) => distance(name, other) <= 2);
    return meant === undefined ? [] : [`${name} is not a setting: did you mean ${meant}?`];
  });
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}
