import type { Role } from '#domain';

/** Whom the pages of sensing are for, and who does what on them; the server decides in any case. */
const one = (...roles: readonly Role[]) => (role: Role | null): boolean => role !== null && roles.includes(role);
export const readsSensing = one('dispatcher', 'supervisor', 'leader', 'operator');
/** Looks after devices of his department. */
export const ownsDevices = one('handler', 'department-lead');
/** Says that a fault is mended: its owner, or the centre for it. */
export const mends = one('handler', 'department-lead', 'dispatcher', 'supervisor', 'operator');
/** Says whether an alarm was so, and leaves one alone for a while. */
export const judges = one('dispatcher', 'supervisor');
/** Says how a sensor is mounted. */
export const mounts = one('operator');
/** Settles what could not be taken. */
export const settles = one('operator');
export const writesRules = one('operator', 'supervisor');
export const announces = one('dispatcher', 'supervisor', 'operator');
export const exempts = one('supervisor');
