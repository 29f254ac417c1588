import { Photos, PhotoSight } from '#attachments';
import { SIGHT, SYSTEM, type Actor, type TriggerRule } from '#domain';
import { Clock, Database, ProblemError } from '#platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Moved, type AlarmRecord } from '../alarms/records.js';
import type { AlarmPictures } from './pictures.js';

/** Pictures that one opening of an alarm takes. */
const MOST = 3;
interface Seen { bytes: Buffer | null; address: string | null }

/** Makes attachments of what a camera showed when an alarm of its events opened. */
@Injectable()
export class PictureTaker implements OnModuleInit {
  constructor(private readonly database: Database, private readonly photos: Photos, private readonly sight: PhotoSight, private readonly clock: Clock) {}

  /** Whoever sees a case sees its photos; an alarm without one is the centre's to see. */
  onModuleInit(): void { this.sight.register((hash, actor) => this.sees(hash, actor)); }

  /** Whether there may be pictures that this opening of the alarm has not taken yet. */
  wants(a: AlarmRecord, { condition }: TriggerRule): boolean { return condition.kind === 'event' && a.pictured !== a.openings; }

  /** Checked as every photo is, by their real content. Done again it changes nothing; what is no picture is counted, and holds nothing up. @throws Moved */
  async take(a: AlarmRecord, { condition }: TriggerRule): Promise<void> {
    const { codes, minConfidence } = condition as Extract<TriggerRule['condition'], { kind: 'event' }>;
    const seen = await this.database.query<Seen>(
      `select bytes, address from seen_picture where metric = $2 and (device = $1 or device in (select id from device where asset = $3)) and at >= $4 and received_at <= $5 and code = any($6) and confidence >= $7 order by at limit ${MOST}`,
      [a.device, a.metric, a.asset, a.since, this.clock.now(), codes, minConfidence]);
    const photos: string[] = [], addresses: string[] = [];
    let refused = 0;
    for (const { bytes, address } of seen) {
      if (address !== null) addresses.push(address);
      if (bytes === null) continue;
      try {
        photos.push((await this.photos.accept(bytes, SYSTEM.id)).hash);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        refused++;
      }
    }
    const pictures: AlarmPictures = { photos: [...new Set(photos)], addresses: [...new Set(addresses)], refused };
    const mine = await this.database.query('update alarm set pictured = openings, pictures = $3 where id = $1 and xmin::text = $2 returning id', [a.id, a.mark, JSON.stringify(pictures)]);
    if (mine.length === 0) throw new Moved(`alarm ${a.id}`);
  }

  private async sees(hash: string, { role }: Actor): Promise<boolean> {
    return SIGHT[role] === 'all' && (await this.database.query(`select 1 from alarm where pictures is not null and pictures -> 'photos' ? $1 limit 1`, [hash])).length > 0;
  }
}
