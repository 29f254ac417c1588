import { actOnTriggerRuleSchema, draftTriggerRuleSchema, ROUTES, RULE_ACTIONS, triggerRuleId, tryTriggerRuleSchema, type RuleAction, type TrialView, type TriggerRuleInFull, type TriggerRuleRow, type TriggerVersionView } from '#contract';
import { Serves, Who, type Principal, type SignedRequest } from '#directory';
import { CheckedBody, CheckedPath, etag, expectedVersion } from '#platform';
import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { TriggerRules } from './rules.js';
import { Trials } from './trials.js';
import { RuleViews } from './views.js';

type Reply = Pick<FastifyReply, 'header'>;

/** Trigger rules: what is in force, what is tried, and by whom. */
@Controller()
export class TriggerRulesController {
  constructor(private readonly rules: TriggerRules, private readonly trials: Trials, private readonly views: RuleViews) {}

  @Serves(ROUTES.triggerRules)
  list(): Promise<TriggerRuleRow[]> { return this.views.list(); }

  @Serves(ROUTES.triggerRule)
  show(@CheckedPath('rule', triggerRuleId) rule: string, @Who() { actor }: Principal): Promise<TriggerRuleInFull> { return this.views.show(rule, actor); }

  @Serves(ROUTES.draftTriggerRule)
  async draft(@CheckedPath('rule', triggerRuleId) id: string, @CheckedBody(draftTriggerRuleSchema) { rule, note }: z.infer<typeof draftTriggerRuleSchema>, @Who() { actor }: Principal, @Req() { headers }: SignedRequest, @Res({ passthrough: true }) reply: Reply): Promise<TriggerVersionView> {
    const match = headers['if-match'], row = await this.rules.draft(actor, id, rule, note ?? null, expectedVersion(typeof match === 'string' ? match : undefined));
    reply.header('etag', etag(row.revision));
    return this.views.version(row, actor);
  }

  @Serves(ROUTES.tryTriggerRule)
  try(@CheckedPath('rule', triggerRuleId) id: string, @CheckedBody(tryTriggerRuleSchema) { version, from, to }: z.infer<typeof tryTriggerRuleSchema>, @Who() { actor }: Principal): Promise<TrialView> { return this.trials.run(actor, id, version, from, to); }

  @Serves(ROUTES.actOnTriggerRule)
  async act(@CheckedPath('rule', triggerRuleId) id: string, @CheckedPath('action', z.enum(RULE_ACTIONS)) action: RuleAction, @CheckedBody(actOnTriggerRuleSchema) { version, note }: z.infer<typeof actOnTriggerRuleSchema>, @Who() { actor }: Principal): Promise<TriggerVersionView> {
    return this.views.version(await this.rules.act(actor, id, version, action, note ?? null), actor);
  }
}
