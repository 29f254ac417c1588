import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { mappingSchema, type Mapping } from './mapping/mapping.js';
import type { Speed } from './play/pace.js';
import { STORIES, type StoryName } from './sensing/perform.js';
import type { Ways } from './sensing/scene.js';
import { layoutOf, type Layout } from './source/layout.js';

export const COMMANDS = ['replay', 'demo', 'county-day', 'story'] as const;

/** What the command line asks for. */
export interface Options {
  readonly command: (typeof COMMANDS)[number];
  readonly url: string;
  readonly data: string | null;
  /** Reports a real second; null: as the data's own times say. */
  readonly rate: number | null;
  readonly speed: Speed;
  readonly limit: number | null;
  readonly from: number | null;
  readonly to: number | null;
  readonly layout: Layout | null;
  readonly mapping: Mapping | null;
  readonly operator: string;
  readonly password: string;
  /** Names this run: the same name sends the same idempotency keys, so nothing is done twice. */
  readonly run: string | null;
  readonly concurrency: number | null;
  readonly open: number | null;
  readonly seed: number;
  /** What devices play; null: nothing. */
  readonly story: StoryName | null;
  readonly ways: Ways;
  readonly check: boolean;
}

/** The command line is not usable; the message says why, in one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `Plays a city against a grid-dispatch server, through its public interface only.

  npm run simulate -- --data <file> [options]      replay service requests of a real city
  npm run simulate -- demo [options]               a scripted morning of the county
  npm run simulate -- county-day [options]         an invented day of the county, of any length
  npm run simulate -- --story rainy-night          what devices tell, and what becomes of it: rainy-night, river, manhole

  --url http://localhost:3000   the server
  --data <csv|csv.gz|json>      Open311 requests as JSON, or a table; layouts of Boston are recognised
  --columns time=…,category=…,lat=…,lon=…[,id=…,closed=…,status=…,text=…,address=…,duplicate=…,disposition=…]
  --mapping <file.json>         {"city": …, "centre": [lon, lat], "categories": {"Pothole": "E0113-1", "Other": null}}
  --rate 20/s                   reports a second; without it the data's own times decide
  --speed 600 | max             so many times faster than the data's own time; max (default): as fast as the server takes it
                                of a story: at that speed from now on; max: it has just happened and comes in at once
  --limit <n>                   at most so many records; of a story: so many stations
  --from, --to 2018-01-31       only records of these days
  --open <n>, --concurrency <n> cases and requests under way at once
  --run <name>                  name of the run; the same run again changes nothing
  --seed <n>                    another invented day; of a story: other devices, another course
  --mqtt 1883 | mqtt://…        where the server serves MQTT (also GRID_MQTT_PORT); without it gateways post SenML
  --hj212 6002 | host:port      where it listens to data loggers (also GRID_HJ212_PORT); without it they post SensorThings
  --onenet-token <text>         what OneNET signs with (also GRID_ONENET_TOKEN); without it covers send over ChirpStack
  --operator op-1, --password … who may issue tokens (also SIMULATOR_PASSWORD, GRID_DEMO_PASSWORD)
  --no-check                    leave out the reconciliation at the end`;

/** Reads the command line. Throws UsageError. */
export function optionsOf(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Options {
  const { values, positionals } = parsed(args);
  const [command = values.story !== undefined ? 'story' : values.data === undefined ? 'help' : 'replay', ...rest] = positionals;
  if (!isCommand(command)) throw new UsageError(command === 'help' ? USAGE : `there is no command ${command}; one of ${COMMANDS.join(', ')}`);
  if (rest.length > 0) throw new UsageError(`not understood: ${rest.join(' ')}`);
  if (command === 'replay' && values.data === undefined) throw new UsageError('replay needs --data <file>');
  if ((command === 'story') !== (values.story !== undefined)) throw new UsageError(command === 'story' ? 'which one? --story <name>' : `--story goes without ${command}`);
  const url = addressOf(values.url ?? env['SIMULATOR_URL'] ?? 'http://localhost:3000');
  return {
    command, url, story: values.story === undefined ? null : storyOf(values.story), ways: waysOf(values, env, new URL(url).hostname), data: values.data ?? null,
    rate: values.rate === undefined ? null : positive('--rate', values.rate.replace(/\/s$/, '')), speed: values.speed === undefined || values.speed === 'max' ? 'max' : positive('--speed', values.speed),
    limit: values.limit === undefined ? null : positive('--limit', values.limit), from: dayOf('--from', values.from, 0), to: dayOf('--to', values.to, 1),
    layout: values.columns === undefined ? null : usable(() => layoutOf(values.columns ?? '')), mapping: values.mapping === undefined ? null : mappingAt(values.mapping),
    operator: values.operator ?? 'op-1', password: values.password ?? env['SIMULATOR_PASSWORD'] ?? env['GRID_DEMO_PASSWORD'] ?? 'mouding-2026', run: values.run ?? null,
    concurrency: values.concurrency === undefined ? null : positive('--concurrency', values.concurrency), open: values.open === undefined ? null : positive('--open', values.open),
    seed: values.seed === undefined ? 1 : positive('--seed', values.seed), check: !values['no-check'],
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  return usable(() => parseArgs({
    args: [...args], allowPositionals: true,
    options: {
      url: text, data: text, rate: text, speed: text, limit: text, from: text, to: text, columns: text, mapping: text, operator: text, password: text, run: text, concurrency: text, open: text, seed: text, story: text, mqtt: text, hj212: text, 'onenet-token': text,
      'no-check': { type: 'boolean', default: false },
    },
  }));
}

const isCommand = (name: string): name is Options['command'] => (COMMANDS as readonly string[]).includes(name);
const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));
function usable<T>(read: () => T): T { try { return read(); } catch (error) { throw new UsageError(message(error)); } }

function storyOf(name: string): StoryName {
  if (!Object.hasOwn(STORIES, name)) throw new UsageError(`there is no story ${name}; one of ${Object.keys(STORIES).join(', ')}`);
  return name as StoryName;
}

function waysOf(values: { readonly mqtt?: string; readonly hj212?: string; readonly 'onenet-token'?: string }, env: Readonly<Record<string, string | undefined>>, host: string): Ways {
  const mqtt = given(values.mqtt ?? env['GRID_MQTT_PORT']), hj212 = given(values.hj212 ?? env['GRID_HJ212_PORT']);
  return {
    mqtt: mqtt === null ? null : /^mqtts?:\/\//.test(mqtt) ? mqtt : `mqtt://${host}:${positive('--mqtt', mqtt)}`,
    hj212: hj212 === null ? null : { host: hj212.includes(':') ? hj212.slice(0, hj212.lastIndexOf(':')) : host, port: positive('--hj212', hj212.slice(hj212.lastIndexOf(':') + 1)) },
    onenetToken: given(values['onenet-token'] ?? env['GRID_ONENET_TOKEN']),
  };
}

/** 0 is how the settings say "off". */
const given = (text: string | undefined): string | null => (text === undefined || text === '' || text === '0' ? null : text);

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new UsageError(`${name} ${text}: a number above 0 is needed`);
  return value;
}

function addressOf(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) throw new UsageError(`--url ${text}: an address such as http://localhost:3000 is needed`);
  return new URL(text).origin;
}

/** Midnight UTC of a day, `later` days on; null when not given. */
function dayOf(name: string, text: string | undefined, later: number): number | null {
  if (text === undefined) return null;
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : 'no');
  if (Number.isNaN(at)) throw new UsageError(`${name} ${text}: a day such as 2018-01-31 is needed`);
  return at + later * 86_400_000;
}

function mappingAt(path: string): Mapping {
  const json = usable(() => JSON.parse(readFileSync(path, 'utf8')) as unknown);
  const result = mappingSchema.safeParse(json);
  if (!result.success) throw new UsageError(`--mapping ${path}: ${result.error.issues.map((i) => `${i.path.join('.')} ${i.message}`).join('; ')}`);
  return result.data;
}
