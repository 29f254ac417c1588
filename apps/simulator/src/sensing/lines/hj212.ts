import { connect, type Socket } from 'node:net';
import { acknowledged, type Reading } from '../ledger.js';
import type { Line } from './line.js';

/** Factors of HJ 212-2017, annex B. */
export const FACTOR: Readonly<Record<string, string>> = { codmn: 'w01019', ammonia: 'w21003' };
const PATIENCE_MS = 60_000;

/** Local time as HJ 212 writes it: Beijing, no zone. */
const compact = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().replaceAll(/[-T:.Z]/g, '');

/** A frame: `##`, length in four digits, segment, CRC in four hexadecimal digits, CR LF (HJ 212-2017, 6.2 and annex A). */
export function frame(segment: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(segment, 'latin1')) {
    crc = (crc >> 8) ^ byte;
    for (let i = 0; i < 8; i++) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return `##${String(segment.length).padStart(4, '0')}${segment}${crc.toString(16).toUpperCase().padStart(4, '0')}\r\n`;
}

/** Minute data (CN 2051) of one logger and one instant, an answer asked for (Flag 5). Flag N: good, C: calibration. */
export function minuteData(mn: string, readings: readonly Reading[], serial: number): string {
  const at = readings[0]?.at ?? 0, qn = compact(at + (serial % 1000));
  const data = readings.map(({ metric, value, good }) => `${FACTOR[metric] ?? metric}-Avg=${value},${FACTOR[metric] ?? metric}-Flag=${good === false ? 'C' : 'N'}`).join(';');
  return frame(`QN=${qn};ST=21;CN=2051;PW=123456;MN=${mn};Flag=5;CP=&&DataTime=${compact(at).slice(0, 14)};${data}&&`);
}

/** Data loggers over TCP, one connection each: the next frame goes out when the one before was answered with 9014. */
export class Loggers implements Line {
  readonly protocol = 'HJ 212 over TCP';
  readonly #open = new Map<string, Logger>();
  #serial = 0;
  constructor(private readonly host: string, private readonly port: number) {}

  async send(readings: readonly Reading[]): Promise<ReturnType<typeof acknowledged>> {
    await Promise.all([...new Set(readings.map((r) => r.device))].map(async (device) => {
      const own = readings.filter((r) => r.device === device), mn = device.toUpperCase();
      let logger = this.#open.get(mn);
      if (logger === undefined) this.#open.set(mn, (logger = await Logger.dial(this.host, this.port)));
      const answer = await logger.ask(minuteData(mn, own, this.#serial++));
      if (!answer.includes('CN=9014;')) throw new Error(`the logger ${mn} was answered ${answer.slice(0, 160)}`);
    }));
    return acknowledged(readings.length);
  }

  close(): Promise<void> {
    for (const logger of this.#open.values()) logger.close();
    return Promise.resolve();
  }
}

class Logger {
  #heard = '';
  #told: () => void = () => undefined;
  #failed: Error | null = null;
  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => { this.#heard += chunk.toString('latin1'); this.#told(); });
    socket.on('error', (error) => { this.#failed = error; this.#told(); });
    socket.on('close', () => { this.#failed ??= new Error('the server has closed the line'); this.#told(); });
  }

  static dial(host: string, port: number): Promise<Logger> {
    return new Promise((resolve, reject) => { const socket = connect(port, host, () => { socket.off('error', reject); resolve(new Logger(socket)); }).once('error', reject); });
  }

  /** The next whole frame after this one. */
  async ask(text: string): Promise<string> {
    this.socket.write(text, 'latin1');
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const end = this.#heard.indexOf('\r\n');
      if (end >= 0) {
        const answer = this.#heard.slice(0, end);
        this.#heard = this.#heard.slice(end + 2);
        return answer;
      }
      if (this.#failed !== null) throw this.#failed;
      if (Date.now() > until) throw new Error('a frame was not answered');
      await new Promise<void>((resolve) => { const timer = setTimeout(resolve, 1_000); this.#told = () => { clearTimeout(timer); resolve(); }; });
    }
  }

  close(): void { this.socket.end(); }
}
