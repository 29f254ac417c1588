import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How devices have been, and what their owners did about faults. */
export class DeviceCare1764300600200 implements MigrationInterface {
  readonly name = 'DeviceCare1764300600200';

  async up(run: QueryRunner): Promise<void> {
    await run.query('create table device_health_change (device text not null, at bigint not null, health text not null, constraint device_health_change_pk primary key (device, at))');
    await run.query('insert into device_health_change (device, at, health) select device, since, health from device_health');
    await run.query('alter table device_fault add column handled_at bigint, add column handled_by text, add column handled_note text, add column returned int not null default 0, add column alarm uuid');
    await run.query('create index device_fault_device on device_fault (device, began_at desc)');
    await run.query('create index device_fault_alarm on device_fault (alarm) where alarm is not null');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop index device_fault_alarm');
    await run.query('drop index device_fault_device');
    await run.query('alter table device_fault drop column handled_at, drop column handled_by, drop column handled_note, drop column returned, drop column alarm');
    await run.query('drop table device_health_change');
  }
}
