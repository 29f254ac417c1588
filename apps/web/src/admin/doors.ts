import type { Role } from '#domain';
import type { RouteLocationRaw } from 'vue-router';
import type { IconName } from '../shared/ui/UiIcon.vue';

type Word = 'people' | 'departments' | 'cells' | 'roster' | 'book' | 'devices' | 'endpoints' | 'access' | 'parked' | 'health';
export interface Door { readonly word: Word; readonly icon: IconName; readonly to: RouteLocationRaw; readonly roles: readonly Role[]; on(path: string): boolean }
export interface Doors { readonly word: 'nav.folk' | 'nav.rules' | 'nav.reach' | 'nav.run'; readonly doors: readonly Door[] }

const KEEPS: readonly Role[] = ['operator'], COMMANDS: readonly Role[] = ['operator', 'supervisor', 'leader'], READS: readonly Role[] = ['operator', 'supervisor', 'leader', 'dispatcher'];
const below = (...folders: string[]) => (path: string): boolean => folders.some((folder) => path === folder || path.startsWith(`${folder}/`));

/** The pages of administration, and whom each is for; the server decides in any case. */
const ALL: readonly Doors[] = [
  { word: 'nav.folk', doors: [
    { word: 'people', icon: 'people', to: '/admin/people', roles: COMMANDS, on: below('/admin/people') },
    { word: 'departments', icon: 'rows', to: '/book/departments', roles: COMMANDS, on: below('/book/departments') },
    { word: 'cells', icon: 'pin', to: '/admin/cells', roles: COMMANDS, on: below('/admin/cells') },
    { word: 'roster', icon: 'clock', to: '/book/roster', roles: COMMANDS, on: below('/book/roster') },
  ] },
  { word: 'nav.rules', doors: [{ word: 'book', icon: 'book', to: '/book', roles: READS, on: (path) => path.startsWith('/book') && !/^\/book\/(departments|roster)(\/|$)/.test(path) }] },
  { word: 'nav.reach', doors: [
    { word: 'devices', icon: 'camera', to: '/admin/devices', roles: KEEPS, on: below('/admin/devices') },
    { word: 'endpoints', icon: 'send', to: '/inbox/endpoints', roles: KEEPS, on: () => false },
    { word: 'access', icon: 'lock', to: '/admin/access', roles: KEEPS, on: below('/admin/access') },
  ] },
  { word: 'nav.run', doors: [
    { word: 'health', icon: 'check', to: '/admin/health', roles: KEEPS, on: below('/admin/health') },
    { word: 'parked', icon: 'warn', to: '/admin/work', roles: KEEPS, on: below('/admin/work') },
  ] },
];

/** What somebody of this role sees; groups without a door are left out. */
export const visible = (role: Role | null): Doors[] => ALL.map((group) => ({ ...group, doors: group.doors.filter((d) => role !== null && d.roles.includes(role)) })).filter((group) => group.doors.length > 0);
/** Where administration begins for somebody of this role; null: nothing of it is for them. */
export const entrance = (role: Role | null): RouteLocationRaw | null => visible(role)[0]?.doors[0]?.to ?? null;
