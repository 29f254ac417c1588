import {
  ROUTES, ruleContentQuerySchema, ruleDifferencesQuerySchema, ruleDraftActionSchema, ruleDraftEditSchema, ruleDraftsQuerySchema, ruleDraftWishSchema, ruleExportQuerySchema, ruleFileParams, ruleImportQuerySchema, ruleKind,
  RULE_DRAFT_ACTIONS, type RuleDifference, type RuleDraft, type RuleDraftAction, type RuleDraftInFull, type RuleKind, type RuleOverview, type RuleVersion,
} from '#contract';
import { CheckedBody, CheckedPath, CheckedQuery, etag, expectedVersion, idempotencyKey, ProblemError } from '#platform';
import { Controller, Injectable, Req, Res, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Serves, Who } from '../access/decorators.js';
import type { SignedRequest } from '../access/guard.js';
import { header } from '../access/origin.js';
import type { Principal } from '../access/principal.js';
import { kinds } from '../book/content.js';
import { Directory } from '../directory.js';
import { TYPES } from '../formats/index.js';
import { RuleDrafts, type Draft, type DraftInFull, type DraftRow } from '../rules/drafts.js';
import { RuleExchange } from '../rules/exchange.js';
import { RuleHistory, type Version } from '../rules/history.js';
import { answer, conditional, type Reply } from './conditional.js';
import { allowedOn } from './draft-views.js';

/** A rule book file: that of the whole demo county is a tenth of it. */
const LARGEST = 2 * 1024 * 1024;
const FILES = ['application/octet-stream', 'application/yaml', 'application/x-yaml', 'text/yaml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'];

/** Lets the HTTP server take rule book files whole; a process without one (a worker) has none. */
@Injectable()
export class RuleFiles implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const adapter = this.host.httpAdapter as typeof this.host.httpAdapter | null | undefined;
    if (!adapter || adapter.getType() !== 'fastify') return;
    const fastify = adapter.getInstance<FastifyInstance>();
    for (const type of FILES) if (!fastify.hasContentTypeParser(type)) fastify.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit: LARGEST }, (_request, body, done) => done(null, body));
  }
}

interface Uploaded extends SignedRequest { readonly body?: unknown }
const fileKind = ruleFileParams.shape.kind;
const wish = ruleDraftWishSchema, edit = ruleDraftEditSchema;

/** The rule book in the program: what holds and held, drafts of what is to come, files out and in. */
@Controller()
export class RulebookController {
  constructor(private readonly drafts: RuleDrafts, private readonly history: RuleHistory, private readonly exchange: RuleExchange, private readonly directory: Directory) {}

  @Serves(ROUTES.ruleBook)
  async overview(): Promise<RuleOverview> {
    const versions = (await this.history.versions()).map((v) => this.version(v)), open = await this.drafts.list({ state: ['draft', 'submitted'], limit: 200 });
    return kinds.map((kind) => ({
      kind, inForce: versions.find((v) => v.kind === kind && v.standing === 'in-force') ?? null, toCome: versions.filter((v) => v.kind === kind && v.standing === 'to-come'), drafts: open.filter((d) => d.kinds.includes(kind)).length,
    }));
  }

  @Serves(ROUTES.ruleContent)
  async content(@CheckedPath('kind', ruleKind) kind: RuleKind, @CheckedQuery(ruleContentQuerySchema) query: z.infer<typeof ruleContentQuerySchema>, @Req() { headers }: SignedRequest, @Res() reply: Reply): Promise<void> {
    const found = await this.history.content(kind, this.moment(query));
    if (found === null) throw new ProblemError('not-found');
    answer(headers, reply, conditional({ ...found, effectiveFrom: this.drafts.dateOf(found.effectiveFrom) }));
  }

  @Serves(ROUTES.ruleVersions)
  async versions(@CheckedPath('kind', ruleKind) kind: RuleKind): Promise<RuleVersion[]> {
    return (await this.history.versions(kind)).map((v) => this.version(v));
  }

  @Serves(ROUTES.ruleDifferences)
  async differences(@CheckedPath('kind', ruleKind) kind: RuleKind, @CheckedQuery(ruleDifferencesQuerySchema) { from, to }: z.infer<typeof ruleDifferencesQuerySchema>): Promise<RuleDifference[]> {
    const found = await this.history.between(kind, from, to);
    if (found === null) throw new ProblemError('not-found');
    return [...found];
  }

  @Serves(ROUTES.exportRules)
  async export(@CheckedPath('kind', fileKind) kind: z.infer<typeof fileKind>, @CheckedQuery(ruleExportQuerySchema) query: z.infer<typeof ruleExportQuerySchema>, @Res() reply: Reply): Promise<void> {
    if (kind === 'book' && query.version !== undefined) throw new ProblemError('invalid-input', { errors: [{ pointer: 'query/version', code: 'unrecognized_keys', message: 'is of one kind; say a date for the whole book', zh: '版本属于某一类内容；整本请用日期' }] });
    const found = await this.exchange.export(kind === 'book' ? null : kind, query.format, this.moment(query));
    if (found === null) throw new ProblemError('not-found');
    reply.header('content-disposition', `attachment; filename="${found.name}"`).header('cache-control', 'private, no-cache').header('content-type', TYPES[query.format]).send(found.file);
  }

  @Serves(ROUTES.importRules)
  async import(@CheckedPath('kind', fileKind) kind: z.infer<typeof fileKind>, @CheckedQuery(ruleImportQuerySchema) query: z.infer<typeof ruleImportQuerySchema>, @Who() { actor }: Principal, @Req() request: Uploaded, @Res({ passthrough: true }) reply: Reply): Promise<RuleDraft> {
    const command = `import/${actor.id}/${idempotencyKey(request)}`, { body } = request;
    if (!Buffer.isBuffer(body)) throw new ProblemError('unsupported-media', { detail: `Send the file itself as ${FILES[0]}. 请以 ${FILES[0]} 发送文件本身。` });
    const { draft, replayed } = await this.exchange.import(actor, kind === 'book' ? null : kind, body, query, command);
    reply.header('etag', etag(draft.version));
    if (replayed) reply.header('idempotency-replayed', 'true');
    return this.row(draft, actor);
  }

  @Serves(ROUTES.ruleDrafts)
  async list(@CheckedQuery(ruleDraftsQuerySchema) query: z.infer<typeof ruleDraftsQuerySchema>, @Who() { actor }: Principal): Promise<RuleDraft[]> {
    return (await this.drafts.list(query)).map((d) => this.row(d, actor));
  }

  @Serves(ROUTES.createRuleDraft)
  async create(@CheckedBody(wish) body: z.infer<typeof wish>, @Who() { actor }: Principal, @Req() request: SignedRequest, @Res({ passthrough: true }) reply: Reply): Promise<RuleDraft> {
    const { draft, replayed } = await this.drafts.create(actor, body, `draft/${actor.id}/${idempotencyKey(request)}`);
    reply.header('etag', etag(draft.version));
    if (replayed) reply.header('idempotency-replayed', 'true');
    return this.row(draft, actor);
  }

  @Serves(ROUTES.ruleDraft)
  async show(@CheckedPath('id', z.uuid()) id: string, @Who() { actor }: Principal, @Res({ passthrough: true }) reply: Reply): Promise<RuleDraftInFull> {
    const draft = await this.drafts.find(id);
    if (draft === null) throw new ProblemError('not-found');
    reply.header('etag', etag(draft.version)).header('cache-control', 'private, no-cache');
    return this.inFull(draft, actor);
  }

  @Serves(ROUTES.editRuleDraft)
  async edit(@CheckedPath('id', z.uuid()) id: string, @CheckedBody(edit) body: z.infer<typeof edit>, @Who() { actor }: Principal, @Req() { headers }: SignedRequest, @Res({ passthrough: true }) reply: Reply): Promise<RuleDraft> {
    const draft = await this.drafts.edit(actor, id, expectedVersion(header(headers, 'if-match') ?? undefined), body);
    reply.header('etag', etag(draft.version));
    return this.row(draft, actor);
  }

  @Serves(ROUTES.actOnRuleDraft)
  async act(
    @CheckedPath('id', z.uuid()) id: string, @CheckedPath('action', z.enum(RULE_DRAFT_ACTIONS)) action: RuleDraftAction, @CheckedBody(ruleDraftActionSchema) { note }: z.infer<typeof ruleDraftActionSchema>, @Who() { actor }: Principal,
    @Req() { headers }: SignedRequest, @Res({ passthrough: true }) reply: Reply,
  ): Promise<RuleDraft & { both?: Partial<Record<RuleKind, RuleDifference[]>> }> {
    const expected = expectedVersion(header(headers, 'if-match') ?? undefined);
    if (action === 'reject' && note === undefined) throw new ProblemError('invalid-input', { errors: [{ pointer: '/note', code: 'missing', message: 'say why', zh: '请说明理由' }] });
    const { draft, both } = action === 'rebase' ? await this.drafts.rebase(actor, id, expected) : { draft: await this.done(action, id, expected, note, actor), both: undefined };
    reply.header('etag', etag(draft.version));
    return { ...this.row(draft, actor), ...(both && { both: both as Partial<Record<RuleKind, RuleDifference[]>> }) };
  }

  private done(action: Exclude<RuleDraftAction, 'rebase'>, id: string, expected: number | null, note: string | undefined, actor: Principal['actor']): Promise<Draft> {
    switch (action) {
      case 'submit': return this.drafts.submit(actor, id, expected);
      case 'withdraw': return this.drafts.withdraw(actor, id, expected);
      case 'approve': return this.drafts.approve(actor, id, expected, note);
      case 'reject': return this.drafts.reject(actor, id, expected, note ?? '');
    }
  }

  private moment({ version, date }: { version?: number | undefined; date?: string | undefined }): { version?: number; at?: number } {
    return { ...(version !== undefined && { version }), ...(date !== undefined && { at: this.drafts.midnight(date) }) };
  }

  private person(id: string): { id: string; name: string } { return { id, name: id === 'seed' ? '规则库文件' : this.directory.name(id) }; }

  private version({ effectiveFrom, author, publishedBy, ...v }: Version): RuleVersion {
    return { ...v, effectiveFrom: this.drafts.dateOf(effectiveFrom), author: author === null ? null : this.person(author), publishedBy: this.person(publishedBy) };
  }

  private row(d: Draft | DraftRow, actor: Principal['actor']): RuleDraft {
    return {
      id: d.id, version: d.version, kinds: 'kinds' in d ? [...d.kinds] : kinds.filter((kind) => d.parts[kind] !== undefined), effectiveFrom: this.drafts.dateOf(d.effectiveFrom), note: d.note, origin: d.origin, author: this.person(d.author), createdAt: d.createdAt,
      changedAt: d.changedAt, state: d.state, submittedAt: d.submittedAt, decidedBy: d.decidedBy === null ? null : this.person(d.decidedBy), decidedAt: d.decidedAt, decisionNote: d.decisionNote,
      published: d.published.map((p) => ({ ...p, effectiveFrom: this.drafts.dateOf(p.effectiveFrom) })), allowed: allowedOn(d, actor),
    };
  }

  private inFull(d: DraftInFull, actor: Principal['actor']): RuleDraftInFull {
    return {
      ...this.row(d, actor), holdsFrom: this.drafts.dateOf(d.holdsFrom),
      parts: kinds.flatMap((kind) => {
        const part = d.parts[kind];
        return part === undefined ? [] : [{ kind, base: part.base, changes: 'changes' in part ? [...part.changes] : null, outdated: d.outdated.includes(kind), differences: [...(d.differences[kind] ?? [])], content: d.contents[kind] ?? null }];
      }),
      faults: d.faults.map(({ kind, path, code, zh, en }) => ({ kind, pointer: path, code, zh, en })),
    };
  }
}
