import { pino, type DestinationStream, type Logger } from 'pino';
import type { Config } from './config/config.js';

/** Writes one JSON line a record. Say what happened in `msg`, everything else as fields. */
export type Log = Logger;

/** Keys whose values never reach the log, wherever they stand in the first three levels. */
export const REDACTED = ['name', 'names', 'phone', 'phones', 'mobile', 'tel', 'contact', 'email', 'reporterName', 'reporterPhone', 'password', 'passwordHash', 'secret', 'token', 'authorization', 'cookie'] as const;

const paths = REDACTED.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `*[*].${key}`]);

/** A mainland mobile number or identity number standing free in a text: eleven digits from 13 to 19, eighteen digits. */
const NUMBERS = /(?<![\d.])(?:1[3-9]\d{9}|[1-9]\d{16}[\dXx])(?!\d)/g;

/** The log of one process: JSON lines with ISO time, people's names, telephone numbers and credentials blacked out. */
export function createLog(config: Pick<Config, 'logLevel'>, to?: DestinationStream): Log {
  const options = {
    level: config.logLevel,
    base: { pid: process.pid },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (level: string) => ({ level }) },
    redact: { paths, censor: '***' },
    hooks: { streamWrite: (line: string) => line.replace(NUMBERS, '***') },
  };
  return to ? pino(options, to) : pino(options);
}
