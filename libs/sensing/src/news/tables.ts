import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

const key = { type: 'bigint', primary: true, primaryKeyConstraintName: 'sensing_news_pk' } as const;
/** What has changed of alarms (`alarm`) and of how devices are, in the order of transactions; written by triggers, read by screens, kept for an hour. */
export const sensingNewsTable = new EntitySchema<Record<string, unknown>>({
  name: 'sensing_news',
  columns: { xact: { ...key, default: () => '((pg_current_xact_id()))' }, id: { ...key, generated: 'identity', generatedIdentity: 'BY DEFAULT' } as unknown as EntitySchemaColumnOptions, alarm: { type: 'uuid', nullable: true }, device: { type: 'text' }, at: { type: 'timestamptz', default: () => 'now()' } },
  indices: [{ name: 'sensing_news_at', columns: ['at'] }],
});
