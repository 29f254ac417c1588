import { randomInt } from 'node:crypto';

/** Rows that count what was accepted; one is taken at random, so that processes do not wait for each other. */
const SHARDS = 16;

/** Ends a statement whose part `kept` keeps things with counting them as accepted: both or neither. Parameters `$n` and `$n+1` are `doorParams`. Reading `kept` first, all take their locks in one order. */
export const countAtDoor = (n: number): string => `insert into reading_door (shard, accepted) select $${n}::smallint, $${n + 1}::bigint from (select count(*) as n from kept) k where k.n >= 0 on conflict (shard) do update set accepted = reading_door.accepted + excluded.accepted`;
export const doorParams = (count: number): [number, number] => [randomInt(SHARDS), count];
