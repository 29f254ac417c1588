export interface Look { readonly lang: 'zh' | 'en'; readonly width: number }
interface PageToSee {
  /** Null: nobody is signed in. */
  readonly who: string | null;
  /** `{case}` is an open case. */
  readonly at: string;
  readonly looks: readonly Look[];
}

const DESK: readonly Look[] = [{ lang: 'zh', width: 1280 }, { lang: 'en', width: 390 }];
const PHONE: readonly Look[] = [{ lang: 'zh', width: 390 }, { lang: 'en', width: 360 }];
const on = (looks: readonly Look[], who: string | null, ...at: readonly string[]): PageToSee[] => at.map((path) => ({ who, at: path, looks }));

/** Every page there is, by who sees it: a page that is not in this table is seen by no test of languages, widths and accessibility. */
export const PAGES: readonly PageToSee[] = [
  ...on(PHONE, null, '/signin', '/report', '/follow', '/map'),
  ...on(PHONE, 'gm-101', '/field', '/field/report', '/field/tasks', '/field/mine', '/field/outbox', '/field/map', '/field/me', '/field/diagnostics'),
  ...on(DESK, 'disp-1', '/desk?open=true', '/desk?stage=suspended', '/desk/case/{case}', '/desk/map', '/inbox', '/inbox/settings', '/inbox/password', '/nowhere'),
  ...on(DESK, 'sup-1', '/board', '/board/supervision', '/board/figures', '/board/figures?by=cell&group=response', '/board/league?try=1', '/board/closed', '/board/reports', '/book', '/book/catalogue', '/book/drafts'),
  ...on(DESK, 'op-1', '/admin/people', '/admin/people/gm-101', '/admin/cells', '/admin/devices', '/admin/access', '/admin/work', '/admin/health', '/inbox/endpoints'),
  ...on(DESK, 'op-1', '/book/departments', '/book/duty', '/book/calendar', '/book/limits', '/book/ladder', '/book/roster', '/book/settings', '/book/catalogue/compare'),
  ...on(DESK, 'disp-1', '/sensing', '/sensing/alarms', '/sensing/devices', '/sensing/devices?as=map', '/sensing/storms', '/sensing/quarantine'),
  ...on(DESK, 'sup-1', '/sensing/rules', '/sensing/rules/water-on-road', '/sensing/rules/water-on-road/edit', '/sensing/windows'),
  ...on(DESK, 'lead-wtr', '/sensing/own'),
  ...on(PHONE, 'lead-san', '/desk'),
];

/** Pages whose bad moments are looked at, and what they ask the server for. */
export const STATES = [
  { who: 'disp-1', at: '/desk?open=true', width: 1280, of: '**/api/cases?*' },
  { who: 'sup-1', at: '/board', width: 1280, of: '**/api/board*' },
  { who: 'sup-1', at: '/board/figures', width: 1280, of: '**/api/assessment/figures*' },
  { who: 'sup-1', at: '/board/league', width: 1280, of: '**/api/assessment/league*' },
  { who: 'disp-1', at: '/sensing/alarms', width: 1280, of: '**/api/alarms?*' },
  { who: 'disp-1', at: '/desk/map', width: 1280, of: '**/api/cases/points*' },
  { who: 'disp-1', at: '/inbox', width: 1280, of: '**/api/notices?*' },
  { who: 'disp-1', at: '/sensing/devices', width: 390, of: '**/api/devices*' },
  { who: 'lead-san', at: '/desk', width: 390, of: '**/api/cases?*' },
  { who: 'op-1', at: '/admin/people', width: 1280, of: '**/api/admin/people*' },
] as const;
