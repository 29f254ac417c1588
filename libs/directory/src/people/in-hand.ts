import type { HeldWork } from '#contract';
import type { UserId } from '#domain';
import { Injectable } from '@nestjs/common';

/** What somebody has in hand, told by those who know about cases; this library does not. */
@Injectable()
export class InHand {
  private look: (account: UserId | string) => Promise<readonly HeldWork[]> = async () => [];

  /** The one who knows; once a process. */
  register(look: (account: UserId | string) => Promise<readonly HeldWork[]>): void { this.look = look; }
  of(account: UserId | string): Promise<readonly HeldWork[]> { return this.look(account); }
}
