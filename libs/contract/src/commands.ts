import { REQUESTS, type Command, type CommandType } from '#domain';
import { z } from 'zod';
import { caseId, classId, conditionId, departmentId, instant, photoHash, severity, userId, words } from './values.js';

/**
 * What a person or machine may send for each command. Forms, the OpenAPI document and the server's
 * check are all this one record. Absent from it: what only the shell asks for (register, attachReport, escalate).
 */
const note = words(2000).optional();
const evidence = z.array(photoHash).max(12).default([]);

const sent = <K extends CommandType, S extends z.ZodRawShape>(type: K, shape: S) => z.strictObject({ type: z.literal(type), ...shape });

/** One strict schema a command: unknown members are refused by name. */
export const COMMAND_SCHEMAS = {
  note: sent('note', { text: words(2000) }),
  askConfirmation: sent('askConfirmation', { note }),
  confirm: sent('confirm', { verdict: z.enum(['true', 'false', 'unsure']), note, evidence }),
  triage: sent('triage', { classId, conditionId, severity }),
  refuse: sent('refuse', { reason: words(500) }),
  merge: sent('merge', { into: caseId }),
  dispatch: sent('dispatch', { department: departmentId, coDepartments: z.array(departmentId).max(8).default([]), note }),
  accept: sent('accept', { assignee: userId }),
  request: sent('request', {
    kind: z.enum(REQUESTS), reason: words(1000),
    /** Extension: milliseconds of the limit's own time. */
    more: z.int().positive().max(366 * 86_400_000).optional(),
    /** Suspension: the day it ends. */
    until: instant.optional(),
    /** Return: who should have it. */
    suggest: departmentId.optional(),
  }).refine((r) => r.kind !== 'extension' || r.more !== undefined, { path: ['more'], message: 'an extension says how much longer' })
    .refine((r) => r.kind !== 'suspension' || r.until !== undefined, { path: ['until'], message: 'a suspension says until when' }),
  grant: sent('grant', { note }),
  decline: sent('decline', { note: words(1000) }),
  dispute: sent('dispute', { reason: words(1000) }),
  rule: sent('rule', { department: departmentId, ground: words(1000) }),
  resolve: sent('resolve', { note: words(2000), evidence }),
  verify: sent('verify', { passed: z.boolean(), note, evidence }),
  close: sent('close', { note }),
  forceClose: sent('forceClose', { reason: words(1000), document: words(200) }),
  void: sent('void', { reason: words(1000) }),
  resume: sent('resume', { note }),
  reopen: sent('reopen', { reason: words(1000) }),
};

export type SentCommandType = keyof typeof COMMAND_SCHEMAS;
export const SENT_COMMANDS = Object.keys(COMMAND_SCHEMAS) as readonly SentCommandType[];
export const isSent = (type: CommandType): type is SentCommandType => type in COMMAND_SCHEMAS;

type CommandSchema = (typeof COMMAND_SCHEMAS)[SentCommandType];
/** The body of POST /cases/{id}/commands. The expected version comes as If-Match. */
export const commandSchema = z.discriminatedUnion('type', Object.values(COMMAND_SCHEMAS) as [CommandSchema, ...CommandSchema[]]);
export type SentCommand = z.infer<typeof commandSchema>;

/** Every parsed command is a command of the core: if the wire and the core drift apart, this line does not compile. */
export const asCommand = (command: SentCommand): Command => command;
