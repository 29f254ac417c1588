import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { until } from './program.js';

/** A data logger's end of the line: HJ 212 over TCP, or over TLS. */
export class Logger {
  heard = '';
  closed = false;
  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => { this.heard += chunk.toString('latin1'); });
    socket.on('close', () => { this.closed = true; }).on('error', () => undefined);
  }

  /** `from`: an address of this machine's own that it comes from. */
  static open(port: number, tls?: ConnectionOptions, from = '127.0.0.1'): Promise<Logger> {
    return new Promise((resolve, reject) => {
      const socket: Socket = tls === undefined ? connect({ port, host: '127.0.0.1', localAddress: from }, () => resolve(new Logger(socket))) : connectTls({ port, host: '127.0.0.1', ...tls }, () => resolve(new Logger(socket)));
      socket.once('error', reject);
    });
  }

  send(text: string): void { this.socket.write(Buffer.from(text, 'latin1')); }

  /** The next whole frame. */
  async answer(): Promise<string> {
    await until(() => this.heard.includes('\r\n'));
    const end = this.heard.indexOf('\r\n') + 2, one = this.heard.slice(0, end);
    this.heard = this.heard.slice(end);
    return one;
  }

  close(): void { this.socket.end(); }
}

/** A whole frame around a segment, its CRC by HJ 212-2017 annex A. */
export function frame(segment: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(segment)) { crc = (crc >> 8) ^ byte; for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1; }
  return `##${String(segment.length).padStart(4, '0')}${segment}${crc.toString(16).toUpperCase().padStart(4, '0')}\r\n`;
}
