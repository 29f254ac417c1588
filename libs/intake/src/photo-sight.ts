import { Injectable } from '@nestjs/common';
import { CaseReader } from '#cases';
import type { Actor } from '#domain';
import { Database } from '#platform';
import { IS_ON_THE_SPOT, ON_THE_SPOT } from './migrations.js';

/**
 * A photo may be looked at by whoever sees a case that shows it: in one of its reports, as evidence in its log (of handling, checks, tasks, disputes, requests), as
 * before and after of what was handled on the spot, or in a case that was merged into it. All are found by an index on the photo's hash.
 */
@Injectable()
export class CasePhotos {
  constructor(private readonly database: Database, private readonly reader: CaseReader) {}

  async sees(hash: string, actor: Actor): Promise<boolean> {
    const { sql, params } = this.reader.visible(actor, 2);
    return (await this.database.query(showing(sql), [hash, ...params])).length > 0;
  }
}

/** Whether one of the cases that show the photo $1 fits the condition. */
export const showing = (condition: string): string =>
  `with recursive showing(id) as (
     (select case_id from report where photos @> array[$1::text] union select case_id from case_event where data ? 'evidence' and data -> 'evidence' ? $1
      union select case_id from case_event where ${IS_ON_THE_SPOT} and (${ON_THE_SPOT}) ? $1)
     union select (cases.state ->> 'mergedInto')::uuid from showing join cases on cases.id = showing.id where cases.state ->> 'mergedInto' is not null)
   select 1 from cases where cases.id in (select id from showing) and (${condition}) limit 1`;
