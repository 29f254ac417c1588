import type { SuppressionView, SuppressionWish } from '#contract';
import { Directory } from '#directory';
import type { Actor } from '#domain';
import { fingerprint } from '#intake';
import { Clock, Database, ProblemError, uuid } from '#platform';
import { Injectable } from '@nestjs/common';

interface Row { id: string; version: number; kind: SuppressionWish['kind']; from_at: string; to_at: string | null; life_safety: boolean; covers: SuppressionWish['covers']; reason: string; by_whom: string; created_at: string; ended_at: string | null; ended_by: string | null; command_hash: string | null; holds: number }
const COLUMNS = 's.id, s.version, s.kind, s.from_at, s.to_at, s.life_safety, s.covers, s.reason, s.by_whom, s.created_at, s.ended_at, s.ended_by, s.command_hash, (select count(*)::int from alarm a where a.held_window = s.id) as holds';

/** Whoever runs the shift announces works; that a place counts no longer is the supervisor's word. */
const MAY: Readonly<Record<SuppressionWish['kind'], readonly Actor['role'][]>> = { maintenance: ['dispatcher', 'supervisor', 'operator'], exemption: ['supervisor'] };

/** Maintenance windows and exempted zones. When one ends, however it ends, what it held back is looked at at once. */
@Injectable()
export class Suppressions {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly directory: Directory) {}

  async list(active: boolean | null, limit: number): Promise<SuppressionView[]> {
    const rows = await this.database.query<Row>(`select ${COLUMNS} from suppression s where $1::boolean is null or $1 = (s.ended_at is null and s.from_at <= $2 and (s.to_at is null or s.to_at > $2)) order by s.created_at desc, s.id limit $3`, [active, this.clock.now(), limit]);
    return rows.map((r) => this.view(r));
  }

  /** @throws ProblemError no-right, idempotency-key-reused */
  async add(actor: Actor, wish: SuppressionWish, command: string): Promise<{ view: SuppressionView; replayed: boolean }> {
    this.allow(actor, wish.kind);
    const id = uuid(), now = this.clock.now(), hash = fingerprint(wish);
    const made = await this.database.query(
      `insert into suppression (id, version, kind, from_at, to_at, life_safety, covers, reason, by_whom, created_at, command_id, command_hash) values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (command_id) do nothing returning id`,
      [id, wish.kind, wish.from, wish.to, wish.lifeSafety, JSON.stringify(wish.covers), wish.reason, actor.id, now, command, hash]);
    if (made.length > 0) return { view: await this.one('s.id', id), replayed: false };
    const [known] = await this.database.query<{ command_hash: string }>('select command_hash from suppression where command_id = $1', [command]);
    if (known?.command_hash !== hash) throw new ProblemError('idempotency-key-reused');
    return { view: await this.one('s.command_id', command), replayed: true };
  }

  /** The whole of it. @throws ProblemError not-found, version-mismatch, no-right */
  async change(actor: Actor, id: string, expected: number | null, wish: SuppressionWish): Promise<SuppressionView> {
    const before = await this.one('s.id', id);
    this.allow(actor, before.kind);
    this.allow(actor, wish.kind);
    await this.write(id, expected ?? before.version, `kind = $4, from_at = $5, to_at = $6, life_safety = $7, covers = $8, reason = $9`, [wish.kind, wish.from, wish.to, wish.lifeSafety, JSON.stringify(wish.covers), wish.reason]);
    return this.one('s.id', id);
  }

  /** Now. Ended once it changes nothing more. @throws ProblemError not-found, no-right */
  async end(actor: Actor, id: string): Promise<SuppressionView> {
    const before = await this.one('s.id', id);
    this.allow(actor, before.kind);
    if (before.endedAt === null) await this.write(id, before.version, 'ended_at = $3, ended_by = $4', [actor.id]);
    return this.one('s.id', id);
  }

  private async write(id: string, expected: number, what: string, more: readonly unknown[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const done = await tx.query(`update suppression set version = version + 1, ${what} where id = $1 and version = $2 and ended_at is null and $3::bigint is not null returning id`, [id, expected, this.clock.now(), ...more]);
      if (done.length === 0) throw new ProblemError('version-mismatch', { current: await this.one('s.id', id) });
      await tx.query('update alarm set wants_at = $2 where held_window = $1', [id, this.clock.now()]);
    });
  }

  private allow(actor: Actor, kind: SuppressionWish['kind']): void { if (!MAY[kind].includes(actor.role)) throw new ProblemError('no-right'); }

  private async one(column: 's.id' | 's.command_id', value: string): Promise<SuppressionView> {
    const [row] = await this.database.query<Row>(`select ${COLUMNS} from suppression s where ${column} = $1`, [value]);
    if (row === undefined) throw new ProblemError('not-found');
    return this.view(row);
  }

  private view(r: Row): SuppressionView {
    const person = (id: string) => ({ id, name: this.directory.name(id) });
    return {
      id: r.id, version: r.version, kind: r.kind, from: Number(r.from_at), to: r.to_at === null ? null : Number(r.to_at), lifeSafety: r.life_safety, covers: r.covers, reason: r.reason, by: person(r.by_whom), createdAt: Number(r.created_at),
      endedAt: r.ended_at === null ? null : Number(r.ended_at), endedBy: r.ended_by === null ? null : person(r.ended_by), holds: r.holds,
    };
  }
}
