import { Inject, Injectable } from '@nestjs/common';
import type { PushPayload, Urgency } from '#contract';
import { Directory, type PersonRecord } from '#directory';
import { CONFIG, type Config } from '#platform';
import webpush from 'web-push';
import { cut, plainLine, textLinesOf, type Message } from '../message.js';
import { atMostIn } from '../policy/bucket.js';
import { Preferences, ruleOf, type Preference } from '../preferences.js';
import { PushKeys } from '../push/keys.js';
import { PushSubscriptions, type Subscription } from '../push/subscriptions.js';
import type { Line, NoticeChannel, Sending } from './channel.js';
import { byStatus } from './webhook/format.js';
import { post } from './webhook/post.js';

const HOUR = 3600;
/** For how long a push service keeps it for a phone that is switched off: a call is of no use the next day. Seconds. */
const TTL: Readonly<Record<Urgency, number>> = { call: 2 * HOUR, high: 12 * HOUR, normal: 24 * HOUR };
const URGENCY = { call: 'high', high: 'high', normal: 'normal' } as const;
const RANK: readonly Urgency[] = ['normal', 'high', 'call'];

/**
 * Browsers that somebody has subscribed, by the push service of their maker (RFC 8030, encrypted by RFC 8291 so that only the browser reads it). Its lines are subscriptions.
 * In mainland China some of these services are out of reach: what is told in the app is there all the same.
 */
@Injectable()
export class Push implements NoticeChannel {
  readonly name = 'push';
  constructor(
    private readonly subscriptions: PushSubscriptions, private readonly keys: PushKeys, private readonly directory: Directory, private readonly preferences: Preferences,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl' | 'mailFrom' | 'webhookPrivate'>,
  ) {}

  async linesOf(person: PersonRecord, preference: Preference): Promise<readonly Line[]> {
    return (await this.subscriptions.of(person.id)).map((subscription) => this.lineOf(subscription, person, preference));
  }

  async line(key: string): Promise<Line | null> {
    const subscription = await this.subscriptions.get(key), person = subscription === null ? null : this.directory.person(subscription.person);
    return subscription === null || person === null || !person.active ? null : this.lineOf(subscription, person, await this.preferences.of(person.id));
  }

  /** Who subscribes a browser wants all of it there; kinds that stay in the app and quiet hours hold here too. */
  private lineOf(subscription: Subscription, person: PersonRecord, preference: Preference): Line {
    return {
      key: subscription.id, people: [person.id], rule: { ...ruleOf(preference, 'mail'), wants: 'all' }, shared: false, foreign: true, language: person.language, limits: [atMostIn(30, 60_000)],
      send: (message) => this.send(subscription, payloadOf(message, person), message),
    };
  }

  private async send(subscription: Subscription, payload: PushPayload, message: Message): Promise<Sending> {
    const urgency = RANK.findLast((u) => message.notices.some((n) => n.urgency === u)) ?? 'normal', { publicKey, privateKey } = await this.keys.pair(), [only] = message.notices;
    const { endpoint, headers, body } = webpush.generateRequestDetails({ endpoint: subscription.endpoint, keys: { p256dh: subscription.p256dh, auth: subscription.auth } }, JSON.stringify(payload), {
      vapidDetails: { subject: this.subject(), publicKey, privateKey }, TTL: TTL[urgency], urgency: URGENCY[urgency], contentEncoding: 'aes128gcm',
      // While the phone is off, a later notice about the same case takes the place of an earlier one.
      ...(message.notices.length === 1 && only !== undefined && only.case !== null && { topic: only.case.replaceAll('-', '') }),
    });
    const answer = await post({ url: endpoint, headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])), body: body ?? Buffer.alloc(0) }, this.config.webhookPrivate);
    if (answer.status === 404 || answer.status === 410) {
      await this.subscriptions.gone(subscription.id);
      return { ok: false, fault: 'gone', reason: `HTTP ${answer.status}: the browser wants no more` };
    }
    return byStatus(answer);
  }

  /** How a push service may reach whoever runs this. */
  private subject(): string {
    const { publicUrl, mailFrom } = this.config, address = /([^<>\s]+@[^<>\s]+?)>?$/.exec(mailFrom ?? '')?.[1];
    return publicUrl?.startsWith('https:') ? publicUrl : `mailto:${address ?? 'operator@grid-dispatch.invalid'}`;
  }
}

/** No names, no words that people wrote: it lies on a locked screen. */
export function payloadOf(message: Message, { role }: Pick<PersonRecord, 'role'>): PushPayload {
  const [only] = message.notices, one = message.notices.length === 1 && only !== undefined, about = one ? only.case : null, door = role === 'grid-member' ? 'field' : 'desk';
  const lines = textLinesOf(message).map((line) => (line.of === null ? line.text : plainLine(line, (of) => of.number).replace(/^- /, one ? '' : '- ')));
  return {
    title: cut(one ? only.sentence : message.title, 100), body: cut(lines.slice(one ? 1 : 0).join('\n'), 400), url: about !== null ? `${door}/case/${about}` : door === 'field' ? 'field' : 'inbox', tag: about !== null ? `case-${about}` : 'digest',
    urgent: message.notices.some((n) => n.urgency === 'call'), at: message.at,
  };
}
