import { CaseDoor, CaseReader } from '#cases';
import { actorOf, Directory } from '#directory';
import { allowed, DAY, type Case, type CaseId, type ClassId, type Command, type ConditionId, type DepartmentId, type ReportId, type UserId } from '#domain';
import { uuid } from '#platform';
import type { Harness } from './harness.js';

const SPEAKERS = ['disp-1', 'disp-1', 'h-san-1', 'h-san-1', 'h-um-1', 'lead-san', 'lead-um', 'gm-101', 'sup-1', 'leader-1'];
/** What would end a story early is drawn seldom. */
const SELDOM: readonly string[] = ['note', 'refuse', 'merge', 'unmerge', 'propose', 'dispute', 'askConfirmation', 'selfHandle', 'urge', 'order', 'addTask', 'rework'];

/** People of the demo county who do whatever their buttons allow, as a die falls: histories that nobody thought of. */
export class Wandering {
  readonly cases: CaseId[] = [];
  constructor(private readonly h: Harness, private readonly die: () => number, private readonly picture: string) {}

  actor(id: string) { const person = this.h.server.get(Directory).person(id); if (person === null) throw new Error(id); return actorOf(person); }
  say(id: CaseId, by: string, command: Command) { return this.h.server.get(CaseDoor).execute({ id, command, actor: this.actor(by), commandId: `wandering/${uuid()}` }); }

  /** Reports of the public are looked at first; those of a patrol are filed and dispatched at once. At the same spot things come back. */
  register(source: 'public' | 'patrol' = 'public', spot: number | null = null): Command {
    return {
      type: 'register', number: '', report: uuid() as ReportId, source, classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, severity: 3, cell: this.actor('gm-101').cells?.[0] ?? null,
      place: spot === null ? null : { lon: 101.53 + spot / 100, lat: 25.31, accuracy: 5 }, asset: null, device: null, text: '路口有暴露垃圾', reportedAt: this.h.clock.now(),
    };
  }

  /** Four reports, then everybody says something about each case so many times. */
  async turn(rounds = 4): Promise<void> {
    for (let i = 0; i < 4; i++) {
      const id = uuid() as CaseId;
      await this.say(id, 'disp-1', this.register(i < 2 ? 'public' : 'patrol', i === 0 ? null : Math.floor(this.die() * 20)));
      this.cases.push(id);
    }
    for (const id of Array.from({ length: rounds }, () => this.cases).flat()) {
      const by = SPEAKERS[Math.floor(this.die() * SPEAKERS.length)] ?? 'disp-1', c = await this.h.server.get(CaseReader).case(id, this.actor('disp-1'));
      const command = c === null ? null : this.draw(c, by);
      if (command !== null) await this.say(id, by, command);
    }
  }

  /** Something the speaker's buttons allow. */
  private draw(c: Case, by: string): Command | null {
    const now = this.h.clock.now(), die = this.die, picture = this.picture, others = this.cases;
    const pick = <T>(list: readonly T[]): T => list[Math.floor(die() * list.length)] as T;
    const may = allowed(c, this.actor(by)).filter((type) => !SELDOM.includes(type) || die() < 0.1);
    const type = may.length === 0 ? null : pick(may);
    switch (type) {
      case 'triage': return { type, classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, severity: pick([2, 3, 4] as const) };
      case 'confirm': return { type, verdict: pick(['true', 'true', 'false'] as const), note: '到场查看', evidence: [] };
      case 'selfHandle': return { type, note: '已顺手清理', before: [picture], after: [picture] };
      case 'dispatch': return { type, department: pick(['SAN', 'UM'] as const) as DepartmentId, coDepartments: [] };
      case 'rule': return { type, department: pick(['SAN', 'UM'] as const) as DepartmentId, ground: '属地' };
      case 'accept': return { type, assignee: `h-${(c.department ?? '').toLowerCase()}-1` as UserId };
      case 'request': return { type, kind: pick(['return', 'suspension'] as const), reason: '不属于我部门', until: now + 3 * DAY, ground: 'conditions' };
      case 'resolve': return { type, note: '已清理', evidence: [picture] };
      case 'verify': return { type, passed: die() < 0.5, note: '现场查看', evidence: [] };
      case 'merge': return { type, into: pick(others) };
      case 'refuse': return { type, code: 'not-true' };
      case 'reopen': return die() < 0.2 ? { type, reason: '说明' } : null;
      case 'propose': return { type, kind: pick(['forced', 'voided'] as const), reason: '说明', document: '文件' };
      case 'dispute': case 'unmerge': case 'rework': return { type, reason: '说明' };
      case 'decline': case 'reject': return { type, note: '不同意' };
      case 'grant': case 'close': case 'resume': case 'endorse': case 'approve': return { type };
      default: return null;
    }
  }
}
