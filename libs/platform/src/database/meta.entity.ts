import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Facts about the installation itself: signing secret, clock anchor, epoch of the change feed. */
@Entity('meta')
export class MetaEntity {
  @PrimaryColumn('text') key: string;
  @Column('jsonb') value: unknown;
}
