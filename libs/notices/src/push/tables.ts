import { EntitySchema } from 'typeorm';

/** A browser that somebody has subscribed to push: where its maker's service takes messages, and the keys that only it can open them with. */
export const pushSubscription = new EntitySchema<Record<string, unknown>>({
  name: 'push_subscription',
  columns: {
    id: { type: 'uuid', primary: true }, person: { type: 'text' }, endpoint: { type: 'text' }, endpoint_hash: { type: 'bytea', unique: true }, p256dh: { type: 'text' }, auth: { type: 'text' }, created_at: { type: 'bigint' }, session: { type: 'bytea', nullable: true },
  },
  uniques: [{ name: 'push_subscription_endpoint', columns: ['endpoint_hash'] }],
  indices: [{ name: 'push_subscription_person', columns: ['person', 'created_at'] }],
});
