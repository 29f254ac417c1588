import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { label } from '#contract';
import { Directory, type PersonRecord } from '#directory';
import { Clock, CONFIG, type Config } from '#platform';
import { cut, plainLine, textLinesOf, type Message } from '../message.js';
import { Preferences, ruleOf, type Preference } from '../preferences.js';
import type { Line, NoticeChannel, Sending } from './channel.js';

const SECONDS = 1000;
/** After the server could not be reached nobody waits for it again for so long. */
const REST_MS = 15 * SECONDS;

/** E-mail over SMTP to those who gave an address. Its lines are people. Without GRID_SMTP_URL there is none. */
@Injectable()
export class Mail implements NoticeChannel, OnModuleDestroy {
  readonly name = 'mail';
  private readonly transport: Transporter | null;
  private readonly from: string;
  private brokenUntil = 0;
  private said = '';

  constructor(@Inject(CONFIG) config: Config, private readonly directory: Directory, private readonly preferences: Preferences, private readonly clock: Clock) {
    this.from = config.mailFrom ?? '';
    this.transport = config.smtpUrl === null ? null
      : createTransport({ url: config.smtpUrl, connectionTimeout: 8 * SECONDS, greetingTimeout: 8 * SECONDS, socketTimeout: 20 * SECONDS, dnsTimeout: 8 * SECONDS, disableFileAccess: true, disableUrlAccess: true });
  }

  onModuleDestroy(): void { this.transport?.close(); }

  async linesOf(person: PersonRecord, preference: Preference): Promise<readonly Line[]> {
    const { transport } = this, { email } = preference;
    if (transport === null || email === null) return [];
    return [{ key: person.id, people: [person.id], rule: ruleOf(preference, 'mail'), shared: false, foreign: false, language: person.language, limits: [], send: (message) => this.send(transport, email, message) }];
  }

  async line(key: string): Promise<Line | null> {
    const person = this.directory.person(key);
    return person === null || !person.active ? null : ((await this.linesOf(person, await this.preferences.of(person.id)))[0] ?? null);
  }

  private async send(transport: Transporter, to: string, message: Message): Promise<Sending> {
    if (this.clock.now() < this.brokenUntil) return { ok: false, fault: 'line', reason: this.said };
    const words = label(message.language).message, { id } = message;
    try {
      await transport.sendMail({
        from: this.from, to: { name: '', address: to }, subject: cut(words.titled(message.title), 300), text: textOf(message), messageId: `<${id}@${domainOf(this.from)}>`,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
      return { ok: true };
    } catch (error) {
      return this.failed(error as { code?: unknown; responseCode?: unknown; message?: unknown });
    }
  }

  /** What the server says about an address or a letter concerns this one; everything else concerns the server. */
  private failed({ code, responseCode, message }: { code?: unknown; responseCode?: unknown; message?: unknown }): Sending {
    const reason = String(message).slice(0, 300);
    if (code === 'EENVELOPE' || code === 'EMESSAGE') return { ok: false, fault: 'message', reason, ...(typeof responseCode === 'number' && responseCode >= 500 && { final: true as const }) };
    this.brokenUntil = this.clock.now() + REST_MS;
    this.said = reason;
    return { ok: false, fault: 'line', reason };
  }
}

const textOf = (message: Message): string => {
  const words = label(message.language).message;
  return [...textLinesOf(message).map((line) => plainLine(line, (of) => (of.url === null ? of.number : `${of.number} ${of.url}`))), '', `— ${words.product}`].join('\n');
};

const domainOf = (from: string): string => /@([^<>@\s]+?)>?$/.exec(from)?.[1] ?? 'localhost';
