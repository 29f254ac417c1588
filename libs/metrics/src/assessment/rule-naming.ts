import { RULE_NAMES, type RuleNames } from '#directory';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

/** What trigger rules are called. They stand above this library: they are asked for when somebody wants their figures. */
@Injectable()
export class RuleNaming {
  constructor(private readonly modules: ModuleRef) {}

  async named(): ReturnType<RuleNames['named']> { return (await this.home()?.named()) ?? new Map(); }

  private home(): RuleNames | null {
    try {
      return this.modules.get<RuleNames>(RULE_NAMES, { strict: false });
    } catch {
      return null;
    }
  }
}
