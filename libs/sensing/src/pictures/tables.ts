import { EntitySchema } from 'typeorm';

type Row = Record<string, unknown>;
const key = (type: 'text' | 'bigint') => ({ type, primary: true, primaryKeyConstraintName: 'seen_picture_pk' } as const);
/** The picture of an event, as it was sent and not looked into yet: its bytes, or where it lies. `at`: event time. */
export const seenPictureTable = new EntitySchema<Row>({
  name: 'seen_picture',
  columns: { device: key('text'), metric: key('text'), at: key('bigint'), code: key('text'), confidence: { type: 'double precision' }, received_at: { type: 'bigint' }, bytes: { type: 'bytea', nullable: true }, address: { type: 'text', nullable: true } },
  indices: [{ name: 'seen_picture_old', columns: ['received_at'] }],
});
