import { sentence } from '../say.js';
import { UsageError, type Command, type Given } from './command.js';

/** Options that stand for an environment variable; the option wins. */
export const PROCESS_OPTIONS = {
  'data-dir': { type: 'string', value: 'DIR', help: sentence('数据目录（GRID_DATA_DIR，默认 .data）', 'data folder (GRID_DATA_DIR, default .data)') },
  'database-url': { type: 'string', value: 'URL', help: sentence('PostgreSQL 地址（DATABASE_URL，默认内嵌）', 'PostgreSQL (DATABASE_URL, default embedded)') },
  'redis-url': { type: 'string', value: 'URL', help: sentence('Redis 地址（REDIS_URL，默认不用）', 'Redis (REDIS_URL, default none)') },
} as const satisfies Command['options'];
const VARIABLES: Readonly<Record<string, string>> = { port: 'PORT', host: 'GRID_HOST', roles: 'GRID_ROLES', 'data-dir': 'GRID_DATA_DIR', 'database-url': 'DATABASE_URL', 'redis-url': 'REDIS_URL', 'clock-rate': 'GRID_CLOCK_RATE', 'log-level': 'GRID_LOG_LEVEL' };

/** The environment as the options of the command line change it. */
export function environment(given: Given): Record<string, string | undefined> {
  const env = { ...given.env };
  for (const [option, variable] of Object.entries(VARIABLES)) {
    const value = given.values[option];
    if (typeof value !== 'string') continue;
    env[variable] = value;
    delete env[`${variable}_FILE`];
  }
  if (given.values['demo'] === true) env['GRID_DEMO'] = 'true';
  return env;
}

/** The one word a command needs. */
export function theWord(given: Given, name: string): string {
  const [word, ...rest] = given.words;
  if (word === undefined || word === '' || rest.length > 0) throw new UsageError(sentence(`请给出一个 ${name}。`, `Give one ${name}.`));
  return word;
}
