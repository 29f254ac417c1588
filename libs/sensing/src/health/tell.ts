import { departmentOf } from '#cases';
import { Directory } from '#directory';
import type { DepartmentId, UserId } from '#domain';
import { Database } from '#platform';
import { Notices } from '#notices';
import { Injectable } from '@nestjs/common';

/** A fault waits so long before its owner is told: children of a gateway that is going down fall silent one after the other, and only the gateway is told of. */
const SETTLE_MS = 60_000;
/** Names in one notice; of more there is the number. */
const NAMED = 3;

/** Tells owners of the faults of their devices, whoever found them: a notice for all that are new of one department, to its leads; of devices without a department, to operators, who can give them one. */
@Injectable()
export class FaultNotices {
  constructor(private readonly database: Database, private readonly directory: Directory, private readonly notices: Notices) {}

  /** Each fault once, and again when it came back after it was said to be mended. What is over before anybody was told is not told. */
  tell(now: number): Promise<void> {
    return this.database.transaction(async (tx) => {
      const rows = await tx.query<{ device: string; name: string; department: DepartmentId | null; gateway: boolean }>(
        `with untold as (select id from device_fault where told_at is null and ended_at is null and handled_at is null and began_at <= $2 order by id for update skip locked),
           told as (update device_fault f set told_at = $1 from untold u where f.id = u.id returning f.device, f.gateway, f.began_at)
         select t.device, d.name, d.department, t.gateway from told t join device d on d.id = t.device order by t.gateway desc, t.began_at, t.device`, [now, now - SETTLE_MS]);
      const of = new Map<DepartmentId | null, typeof rows>();
      for (const row of rows) of.set(row.department, [...(of.get(row.department) ?? []), row]);
      await this.notices.add(tx, [...of].flatMap(([department, faults]) => {
        const [first] = faults, names = faults.slice(0, NAMED).map((f) => f.name).join(' · ');
        return this.whom(department).map((recipient) => ({
          caseId: null, number: faults.length > NAMED ? `${names} …` : names, recipient, kind: 'device-fault' as const,
          data: { department, count: faults.length, gateway: faults.length === 1 && first?.gateway === true, ...(faults.length === 1 && { device: first?.device }) },
        }));
      }));
    });
  }

  private whom(department: DepartmentId | null): readonly UserId[] {
    const owners = department === null ? [] : departmentOf(department, this.directory);
    return owners.length > 0 ? owners : this.directory.people({ role: 'operator' }).map((p) => p.id);
  }
}
