import { CHANNELS, SEVERITIES, STAGES, type CaseId, type CellId, type Channel, type ClassId, type ConditionId, type DepartmentId, type ReportId, type Role, type Severity, type Stage, type UserId, ROLES } from '#domain';
import { z } from 'zod';
import { said } from './said.js';

/** The small values of the wire. Each says its own rule in its message, so that a problem document can quote it. */

const branded = <T extends string>(schema: z.ZodType<string>): z.ZodType<T> => schema as unknown as z.ZodType<T>;

export const caseId = branded<CaseId>(z.uuid());
export const reportId = branded<ReportId>(z.uuid());
export const userId = branded<UserId>(z.string().min(1).max(64).regex(/^[A-Za-z0-9._-]+$/, said('letters, digits, dot, dash and underscore only', '只能用字母、数字、点、短横线和下划线')));
export const departmentId = branded<DepartmentId>(z.string().regex(/^[A-Z]{2,4}(-\d{3})?$/, said('a department code such as SAN or TWN-101', '部门代码，如 SAN 或 TWN-101')));
export const classId = branded<ClassId>(z.string().regex(/^[EP]\d{4}$/, said('a class code such as E0110', '类别代码，如 E0110')));
export const conditionId = branded<ConditionId>(z.string().regex(/^[EP]\d{4}-\d{1,2}$/, said('a condition code such as E0110-1', '立案条件代码，如 E0110-1')));
export const cellId = branded<CellId>(z.string().regex(/^\d{15}$/, said('a 15-digit cell code', '15 位网格代码')));
export const severity = z.union(SEVERITIES.map((s) => z.literal(s)) as unknown as [z.ZodLiteral<1>, z.ZodLiteral<2>, z.ZodLiteral<3>, z.ZodLiteral<4>]) as unknown as z.ZodType<Severity>;
export const stage = z.enum(STAGES) as z.ZodType<Stage>;
export const role = z.enum(ROLES) as z.ZodType<Role>;
export const channel = z.enum(CHANNELS) as z.ZodType<Channel>;
/** SHA-256 of the uploaded bytes, lower-case hex. */
export const photoHash = z.string().regex(/^[0-9a-f]{64}$/, said('the hash an upload was answered with', '上传照片时返回的散列值'));
/** Milliseconds since 1970 UTC. Between 2000 and 2200: anything else is a unit mixed up. */
export const instant = z.int().min(946_684_800_000).max(7_258_118_400_000);

/** Where somebody stands: WGS-84 degrees, accuracy in metres. */
export const position = z.strictObject({ lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90), accuracy: z.number().min(0).max(1e6).nullable() });

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u2028\u2029\ufeff]|[\u202a-\u202e\u2066-\u2069]/;
/** What people write: trimmed, not empty, no control or direction-override characters, no unpaired surrogates. */
export const words = (max: number) =>
  z.string().trim().min(1).max(max).refine((s) => !CONTROL.test(s), said('must not contain control characters', '不能含有控制字符')).refine((s) => s.isWellFormed(), said('must be well-formed Unicode', '不是完整的 Unicode 文本'));
