import { Inject, Injectable } from '@nestjs/common';
import { label, type EndpointTest, type Wants } from '#contract';
import { Directory, type PersonRecord } from '#directory';
import type { UserId } from '#domain';
import { Clock, CONFIG, uuid, type Config } from '#platform';
import { Endpoints, type Endpoint } from '../endpoints.js';
import type { Message } from '../message.js';
import type { Rule } from '../policy/policy.js';
import { Preferences, ruleOf, type Preference } from '../preferences.js';
import type { Line, NoticeChannel, Sending } from './channel.js';
import { FORMATS } from './webhook/formats.js';
import { post, type Answer } from './webhook/post.js';

interface Posted { readonly sending: Sending; readonly answer: Answer | null }
const STRICTER: readonly Wants[] = ['all', 'urgent', 'none'];

/** Robots of group chats and programs that want to be told. Its lines are endpoints. */
@Injectable()
export class Webhook implements NoticeChannel {
  readonly name = 'webhook';
  constructor(private readonly endpoints: Endpoints, private readonly directory: Directory, private readonly preferences: Preferences, private readonly clock: Clock, @Inject(CONFIG) private readonly config: Config) {}

  async linesOf(person: PersonRecord, preference: Preference): Promise<readonly Line[]> {
    return (await this.endpoints.of(person)).map((endpoint) => this.lineOf(endpoint, endpoint.owner.kind === 'person' ? preference : null));
  }

  async line(key: string): Promise<Line | null> {
    const endpoint = await this.endpoints.get(key);
    return endpoint && this.lineOf(endpoint, endpoint.owner.kind === 'person' ? await this.preferences.of(endpoint.owner.id) : null);
  }

  /** Sends a test message at once, whatever the hour, also where it is switched off. Null: there is no such endpoint. */
  async test(id: string): Promise<EndpointTest | null> {
    const endpoint = await this.endpoints.get(id);
    if (endpoint === null) return null;
    const began = performance.now(), language = this.languageOf(endpoint), sentence = label(language).message.test;
    const { sending, answer } = await this.post(endpoint, { id: uuid(), at: this.clock.now(), language, title: sentence, notices: [], groups: [{ sentence, count: 1, cases: [] }] });
    return { ok: sending.ok, status: answer?.status ?? null, answer: (answer?.body ?? '').slice(0, 1000), reason: sending.ok ? null : sending.reason, milliseconds: Math.round(performance.now() - began) };
  }

  private lineOf(endpoint: Endpoint, preference: Preference | null): Line {
    const { id, format, owner } = endpoint;
    return {
      key: id, people: this.peopleOf(endpoint), rule: ruleFor(endpoint, preference), shared: owner.kind !== 'person', foreign: true, language: this.languageOf(endpoint), limits: FORMATS[format].limits,
      send: async (message) => {
        if (!endpoint.active) return { ok: false, fault: 'gone', reason: 'switched off' };
        const { sending } = await this.post(endpoint, message);
        if (!sending.ok && sending.fault === 'gone') await this.endpoints.disable(id, sending.reason);
        return sending;
      },
    };
  }

  private async post(endpoint: Endpoint, message: Message): Promise<Posted> {
    const { posting, read } = FORMATS[endpoint.format];
    try {
      // Receivers compare the signed time with theirs, so it is the real one, whatever the program's clock shows.
      const answer = await post(posting({ ...endpoint, source: this.config.publicUrl ?? '/grid-dispatch' }, message, Date.now()), this.config.webhookPrivate);
      return { sending: read(answer), answer };
    } catch (error) {
      return { sending: { ok: false, fault: 'line', reason: error instanceof Error ? error.message : String(error) }, answer: null };
    }
  }

  private peopleOf({ owner }: Endpoint): readonly UserId[] {
    switch (owner.kind) {
      case 'person': return [owner.id];
      case 'department': return this.directory.people({ department: owner.id }).map((p) => p.id);
      case 'role': return this.directory.people({ role: owner.id }).map((p) => p.id);
    }
  }

  private languageOf({ owner }: Endpoint): 'zh' | 'en' { return owner.kind === 'person' ? (this.directory.person(owner.id)?.language ?? 'zh') : 'zh'; }
}

/** A person's own endpoint gets what both let through; a group has no quiet hours of its own, only its duty. */
function ruleFor({ wants }: Endpoint, preference: Preference | null): Rule {
  if (preference === null) return { wants, muted: [], quiet: null };
  const rule = ruleOf(preference, 'webhook');
  return { ...rule, wants: STRICTER[Math.max(STRICTER.indexOf(wants), STRICTER.indexOf(rule.wants))] ?? wants };
}
