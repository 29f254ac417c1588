import { PROPOSALS, REQUESTS, SUSPENSION_GROUNDS, VERDICTS, type Command, type CommandType } from '#domain';
import { z } from 'zod';
import { caseId, classId, conditionId, departmentId, instant, photoHash, position, severity, userId, words } from './values.js';
import { said } from './said.js';

/**
 * What a person or machine may send for each command. Forms, the OpenAPI document and the server's
 * check are all this one record. Absent from it: what only the shell asks for, on somebody's behalf (register, attachReport, escalate …).
 */
const note = words(2000).optional();
const evidence = z.array(photoHash).max(12).default([]);
const reason = words(1000);
const departments = z.array(departmentId).max(8).default([]);
const task = z.int().min(1).max(1000);
/** A limit in milliseconds, of working time or round the clock. */
const limit = z.strictObject({ amount: z.int().positive().max(366 * 86_400_000), unit: z.enum(['working', 'continuous']) });
const place = position.optional();

const sent = <K extends CommandType, S extends z.ZodRawShape>(type: K, shape: S) => z.strictObject({ type: z.literal(type), ...shape });

/** One strict schema a command: unknown members are refused by name. */
export const COMMAND_SCHEMAS = {
  note: sent('note', { text: words(2000) }),
  askConfirmation: sent('askConfirmation', { member: userId.optional(), note }),
  confirm: sent('confirm', { verdict: z.enum(VERDICTS), note, evidence }),
  selfHandle: sent('selfHandle', { note: words(2000), before: evidence, after: evidence }),
  triage: sent('triage', { classId, conditionId, severity }),
  refuse: sent('refuse', { code: z.string().regex(/^[a-z][a-z-]{1,30}$/, said('a reason code of the rule book, such as not-ours', '规则手册中的原因代码，如 not-ours')), note }),
  merge: sent('merge', { into: caseId }),
  unmerge: sent('unmerge', { reason }),
  dispatch: sent('dispatch', { department: departmentId, coDepartments: departments, joint: departments, note }),
  recall: sent('recall', { note }),
  assign: sent('assign', { assignee: userId }),
  accept: sent('accept', { assignee: userId }),
  handDown: sent('handDown', { department: departmentId, note }),
  handUp: sent('handUp', { reason }),
  dispute: sent('dispute', { reason, evidence, makeSafe: departmentId.optional() }),
  rule: sent('rule', {
    department: departmentId, coDepartments: departments, joint: departments, ground: reason,
    /** The area (code of 6, 9, 12 or 15 digits, or * for everywhere) for which the ruling shall become a line of the duty list. */
    writeBack: z.string().regex(/^(\*|\d{6}|\d{9}|\d{12}|\d{15})$/, said('a code of 6, 9, 12 or 15 digits, or *', '6、9、12 或 15 位代码，或 *')).optional(),
  }),
  request: sent('request', {
    kind: z.enum(REQUESTS), reason,
    /** Extension: milliseconds of the limit's own time. */
    more: z.int().positive().max(366 * 86_400_000).optional(),
    /** Suspension: the day it ends, and why. */
    until: instant.optional(), ground: z.enum(SUSPENSION_GROUNDS).optional(),
    /** Return: who should have it. */
    suggest: departmentId.optional(),
    evidence,
  }).refine((r) => r.kind !== 'extension' || r.more !== undefined, { path: ['more'], message: said('an extension says how much longer', '申请延期须说明延长多久') })
    .refine((r) => r.kind !== 'suspension' || r.until !== undefined, { path: ['until'], message: said('a suspension says until when', '申请挂账须说明到何时') })
    .refine((r) => r.kind !== 'suspension' || r.ground !== undefined, { path: ['ground'], message: said('a suspension says on what ground', '申请挂账须说明依据') }),
  endorse: sent('endorse', { note }),
  grant: sent('grant', { note }),
  decline: sent('decline', { note: reason }),
  arrive: sent('arrive', { place }),
  resolve: sent('resolve', { note: words(2000), evidence, place }),
  resume: sent('resume', { note }),
  propose: sent('propose', { kind: z.enum(PROPOSALS), reason, document: words(200).optional() }),
  approve: sent('approve', { note }),
  reject: sent('reject', { note: reason }),
  addTask: sent('addTask', { kind: z.enum(['joint', 'make-safe', 'sampling']), department: departmentId, text: words(1000), limit }),
  whistle: sent('whistle', { departments: z.array(departmentId).min(1).max(8), reason }),
  acceptTask: sent('acceptTask', { task, assignee: userId }),
  arriveTask: sent('arriveTask', { task, place }),
  finishTask: sent('finishTask', { task, note: words(2000), evidence }),
  verifyTask: sent('verifyTask', { task, passed: z.boolean(), note, evidence }),
  cancelTask: sent('cancelTask', { task, reason }),
  recheck: sent('recheck', { task, clean: z.boolean(), note, evidence }),
  /** `passed` null: it could not be told on the spot; the centre decides. */
  verify: sent('verify', { passed: z.boolean().nullable(), note, evidence }),
  rework: sent('rework', { reason }),
  close: sent('close', { note }),
  reopen: sent('reopen', { reason }),
  appeal: sent('appeal', { reason, evidence }),
  review: sent('review', { agree: z.boolean(), note: reason }),
  urge: sent('urge', { text: words(500) }),
  order: sent('order', { demand: reason, limit }),
  reply: sent('reply', { order: task, text: words(2000) }),
  acknowledge: sent('acknowledge', { rule: z.string().min(1).max(40) }),
};

export type SentCommandType = keyof typeof COMMAND_SCHEMAS;
export const SENT_COMMANDS = Object.keys(COMMAND_SCHEMAS) as readonly SentCommandType[];
export const isSent = (type: CommandType): type is SentCommandType => type in COMMAND_SCHEMAS;

type CommandSchema = (typeof COMMAND_SCHEMAS)[SentCommandType];
/** The body of POST /cases/{id}/commands. The expected version comes as If-Match. */
export const commandSchema = z.discriminatedUnion('type', Object.values(COMMAND_SCHEMAS) as [CommandSchema, ...CommandSchema[]]);
export type SentCommand = z.infer<typeof commandSchema>;
/** As a client writes it: what has a default may be left out. */
export type SentCommandInput = z.input<typeof commandSchema>;

/** Every parsed command is a command of the core: if the wire and the core drift apart, this line does not compile. */
export const asCommand = (command: SentCommand): Command => command;
