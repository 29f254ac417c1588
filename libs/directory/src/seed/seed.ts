import { DAY, dayOf } from '#domain';
import { randomToken, type Database, type Tx } from '#platform';
import { passwordFits, hashPassword } from '../access/password.js';
import { kinds } from '../book/content.js';
import { publish } from '../book/publish.js';
import { areaOf } from '../places/area.js';
import { readRulebook, spread, type Rulebook } from './read.js';

export interface SeedOptions {
  /** Also the demo people, all with `password`, and the demo devices. */
  readonly demo: boolean;
  /** Password of new accounts. Absent without demo: a first operator gets a random one, answered once. */
  readonly password?: string;
}
export interface Seeded {
  /** Kinds of the rule book that got a new version. */
  readonly published: readonly string[];
  /** In force afterwards. */
  readonly cells: number;
  /** Active afterwards. */
  readonly people: number;
  /** Only when this run created the first operator without a given password. */
  readonly operator: { readonly account: string; readonly password: string } | null;
}

/** The account of the first operator of a real installation. */
const FIRST_OPERATOR = 'operator';
const BY = 'seed';

/**
 * Brings the rule book's files into the database in one transaction. A file's content is read in once: run again with the same files, it changes nothing,
 * and what was edited in the program since stays. Without `demo`, demo people and devices of an earlier run cannot act any more. @throws RulebookFaults
 */
export async function seed(database: Database, folder: string, { demo, password }: SeedOptions): Promise<Seeded> {
  const book = await readRulebook(folder);
  const now = Date.now();
  const secret = await passwordsFor(database, demo, password);
  return database.transaction(async (tx) => {
    // One at a time: two processes may start together.
    await tx.query(`select pg_advisory_xact_lock(hashtext('grid-dispatch seed'))`);
    const published: string[] = [];
    for (const kind of kinds) {
      const file = `${kind}.json`;
      if (!(await fresh(tx, file, `${book.hashes[file]}`, now))) continue;
      const effectiveFrom = dayOf(book.effectiveFrom[kind]) * DAY - book.contents.calendar.utcOffsetMinutes * 60_000;
      if ((await publish(tx, { kind, content: book.contents[kind], effectiveFrom, at: now, by: BY })) !== null) published.push(kind);
    }
    if (await fresh(tx, 'cells.geojson', `${book.hashes['cells.geojson']}`, now)) await seedCells(tx, book, now);
    if (demo && (await fresh(tx, 'people.json', `${book.hashes['people.json']} ${book.hashes['cells.geojson']}`, now))) await seedPeople(tx, book, now);
    if (demo && (await fresh(tx, 'devices.json', `${book.hashes['devices.json']}`, now))) await seedDevices(tx, book, now);
    if (!demo) await tx.query('update device set active = false, version = version + 1, changed_at = $1 where demo and active', [now]);
    await tx.query('update person set active = $1 where demo and active <> $1', [demo]);
    if (demo) await tx.query(`update person set password_hash = $1, temporary_until = null where demo and role <> 'device' and (password_hash is distinct from $1 or temporary_until is not null)`, [secret.hash]);
    const operator = demo ? null : await seedOperator(tx, secret, now);
    const [count] = await tx.query<{ cells: number; people: number }>('select (select count(*)::int from cell where valid_to is null) as cells, (select count(*)::int from person where active) as people');
    return { published, cells: count?.cells ?? 0, people: count?.people ?? 0, operator: operator !== null && password === undefined ? { account: operator, password: secret.password } : null };
  });
}

/** Marks a content as read in; false when it was before. */
const fresh = async (tx: Tx, name: string, hash: string, now: number): Promise<boolean> =>
  (await tx.query('insert into seeded_file (name, hash, seeded_at) values ($1, $2, $3) on conflict do nothing returning name', [name, hash, now])).length > 0;

interface Secret { readonly password: string; readonly hash: string }

/** Hashed before the transaction. The demo people share one hash: their password is printed anyway, and 150 hashes would take seconds. */
async function passwordsFor(database: Database, demo: boolean, given: string | undefined): Promise<Secret> {
  const password = given ?? randomToken(12);
  const [kept] = demo ? await database.query<{ password_hash: string }>('select password_hash from person where demo and password_hash is not null limit 1') : [];
  return { password, hash: kept && (await passwordFits(kept.password_hash, password)) ? kept.password_hash : await hashPassword(password) };
}

async function seedCells(tx: Tx, { cells }: Rulebook, now: number): Promise<void> {
  await tx.query(
    `insert into cell as c (code, zh, en, geometry, area_m2, valid_from) select *, 0 from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::double precision[])
     on conflict (code) do update set zh = excluded.zh, en = excluded.en, geometry = excluded.geometry, area_m2 = excluded.area_m2, valid_to = null`,
    [cells.map((c) => c.id), cells.map((c) => c.properties.zh), cells.map((c) => c.properties.en), cells.map((c) => JSON.stringify(c.geometry)), cells.map((c) => areaOf(c.geometry.coordinates))]);
  await tx.query('update cell set valid_to = $2 where valid_to is null and code <> all($1)', [cells.map((c) => c.id), now]);
}

async function seedPeople(tx: Tx, { people, cells }: Rulebook, now: number): Promise<void> {
  await tx.query(
    `insert into person as p (id, name, role, department, language, demo, created_at) select *, true, $6::bigint from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
     on conflict (id) do update set name = excluded.name, role = excluded.role, department = excluded.department, language = excluded.language where p.demo`,
    [people.map((p) => p.id), people.map((p) => p.name), people.map((p) => p.role), people.map((p) => p.department ?? null), people.map((p) => p.language), now]);
  const codes = cells.map((c) => c.id);
  const rows = people.flatMap((p) => [
    ...spread(p.main, codes).map((cell) => ({ cell, person: p.id, kind: 'main' })),
    ...spread(p.backup, codes).filter((cell) => !spread(p.main, [cell]).length).map((cell) => ({ cell, person: p.id, kind: 'backup' })),
  ]);
  await tx.query('delete from responsibility where person in (select id from person where demo)');
  await tx.query('insert into responsibility (cell, person, kind) select * from unnest($1::text[], $2::text[], $3::text[]) on conflict do nothing', [rows.map((r) => r.cell), rows.map((r) => r.person), rows.map((r) => r.kind)]);
}

/** Only devices that the register does not know: what somebody keeps is not written over. */
async function seedDevices(tx: Tx, { devices }: Rulebook, now: number): Promise<void> {
  await tx.query(
    `insert into device (id, name, kind, metric, unit, lon, lat, crs, asset, gateway, department, account, commissioned, calibrated, note, demo, created_at, changed_at)
     select id, name, kind, metric, unit, lon, lat, 'wgs84', asset, gateway, department, account, commissioned, calibrated, note, true, $2, $2
     from jsonb_to_recordset($1::jsonb) as d(id text, name text, kind text, metric text, unit text, lon float8, lat float8, asset text, gateway text, department text, account text, commissioned text, calibrated text, note text)
     on conflict (id) do nothing`, [JSON.stringify(devices), now]);
}

/** Somebody must be able to sign in: the first operator, when there is none. Answers the new account. */
async function seedOperator(tx: Tx, { hash }: Secret, now: number): Promise<string | null> {
  const [created] = await tx.query<{ id: string }>(
    `insert into person (id, name, role, password_hash, created_at) select $1, $2, 'operator', $3, $4 where not exists (select from person where role = 'operator' and active) on conflict do nothing returning id`,
    [FIRST_OPERATOR, '系统管理员', hash, now]);
  return created?.id ?? null;
}
