import { Injectable } from '@nestjs/common';
import type { Actor } from '#domain';

/** Says whether the actor may see something that shows this photo. */
export type Seer = (hash: string, actor: Actor) => Promise<boolean>;

/** Who may look at a photo: whoever sent it, and whoever a registered seer lets. The libraries above register theirs at start. */
@Injectable()
export class PhotoSight {
  private readonly seers: Seer[] = [];

  register(seer: Seer): void { this.seers.push(seer); }

  async sees(hash: string, actor: Actor): Promise<boolean> {
    for (const seer of this.seers) if (await seer(hash, actor)) return true;
    return false;
  }
}
