import type { RuleKind } from '#contract';
import { createRouter, createWebHistory } from 'vue-router';
import { at, BASE } from './shared/api/base.js';
import AppFrame from './frame/AppFrame.vue';
import { entrance } from './admin/doors.js';
import { begin } from './shared/session/boot.js';
import { me } from './shared/session/session.js';

declare module 'vue-router' {
  interface RouteMeta {
    /** Reachable without signing in. */
    readonly open?: boolean;
  }
}

/** Every kind of the rule book has a page: the compiler asks for one that is missing here. */
const KINDS: Readonly<Record<RuleKind, true>> = { catalogue: true, departments: true, duty: true, calendar: true, limits: true, ladder: true, roster: true, settings: true, assessment: true };
const KIND = `:kind(${Object.keys(KINDS).join('|')})`;

/** Three front doors: /field for the phone, /desk for those who work cases, /board for those who watch the whole. */
export const router = createRouter({
  history: createWebHistory(BASE),
  routes: [
    { path: '/', redirect: '/desk' },
    { path: '/signin', name: 'sign-in', component: () => import('./sign-in/SignInPage.vue'), meta: { open: true } },
    {
      path: '/', component: AppFrame, children: [
        { path: 'desk', name: 'desk', component: () => import('./desk/DeskPage.vue') },
        { path: 'desk/case/:id', name: 'case', component: () => import('./desk/case/CasePage.vue'), props: true },
        { path: 'desk/map', name: 'map', component: () => import('./map/MapPage.vue') },
        { path: 'board', name: 'board', component: () => import('./board/BoardPage.vue') },
        { path: 'board/supervision', name: 'supervision', component: () => import('./board/SupervisionPage.vue') },
        { path: 'board/figures', name: 'figures', component: () => import('./board/figures/FiguresPage.vue') },
        { path: 'board/league', name: 'league', component: () => import('./board/league/LeaguePage.vue') },
        { path: 'board/closed', name: 'closed', component: () => import('./board/closed/ClosedPage.vue') },
        { path: 'board/closed/:id', name: 'closed-month', component: () => import('./board/closed/MonthPage.vue'), props: true },
        { path: 'board/reports', name: 'reports', component: () => import('./board/reports/ReportsPage.vue') },
        {
          path: '', component: () => import('./admin/AdminFrame.vue'), children: [
            { path: 'admin', name: 'admin', component: { render: () => null }, beforeEnter: () => entrance(me.value?.role ?? null) ?? '/desk' },
            { path: 'admin/people', name: 'admin-people', component: () => import('./admin/people/PeoplePage.vue') },
            { path: 'admin/people/:account', name: 'admin-person', component: () => import('./admin/people/PersonPage.vue'), props: true },
            { path: 'admin/cells', name: 'cells', component: () => import('./admin/cells/CellsPage.vue') },
            { path: 'admin/cells/drafts/:id', name: 'cell-draft', component: () => import('./admin/cells/DraftPage.vue'), props: true },
            { path: 'admin/devices', name: 'admin-devices', component: () => import('./admin/devices/DevicesPage.vue') },
            { path: 'admin/devices/:device', name: 'admin-device', component: () => import('./admin/devices/DevicePage.vue'), props: true },
            { path: 'admin/access', name: 'admin-access', component: () => import('./admin/access/AccessPage.vue') },
            { path: 'admin/work', name: 'admin-work', component: () => import('./admin/work/ParkedPage.vue') },
            { path: 'admin/health', name: 'admin-health', component: () => import('./admin/health/HealthPage.vue') },
            {
              path: 'book', component: () => import('./book/BookFrame.vue'), children: [
                { path: '', name: 'book', component: () => import('./book/OverviewPage.vue') },
                { path: 'drafts', name: 'rule-drafts', component: () => import('./book/DraftsPage.vue') },
                { path: 'drafts/:id', name: 'rule-draft', component: () => import('./book/DraftPage.vue'), props: true },
                { path: KIND, name: 'rule-kind', component: () => import('./book/KindPage.vue'), props: true },
                { path: `${KIND}/compare`, name: 'rule-compare', component: () => import('./book/ComparePage.vue'), props: true },
              ],
            },
          ],
        },
        {
          path: 'sensing', component: () => import('./sensing/SensingFrame.vue'), children: [
            { path: '', name: 'sensing', component: () => import('./sensing/OverviewPage.vue') },
            { path: 'alarms', name: 'sensing-alarms', component: () => import('./sensing/alarms/AlarmsPage.vue') },
            { path: 'alarms/:id', name: 'sensing-alarm', component: () => import('./sensing/alarms/AlarmPage.vue'), props: true },
            { path: 'devices', name: 'sensing-devices', component: () => import('./sensing/devices/DevicesPage.vue') },
            { path: 'devices/:device', name: 'sensing-device', component: () => import('./sensing/devices/DevicePage.vue'), props: true },
            { path: 'own', name: 'sensing-own', component: () => import('./sensing/own/OwnPage.vue') },
            { path: 'own/:device', name: 'sensing-own-device', component: () => import('./sensing/devices/DevicePage.vue'), props: true },
            { path: 'storms', name: 'sensing-storms', component: () => import('./sensing/storms/StormsPage.vue') },
            { path: 'storms/:id', name: 'sensing-storm', component: () => import('./sensing/storms/StormPage.vue'), props: true },
            { path: 'quarantine', name: 'sensing-quarantine', component: () => import('./sensing/quarantine/QuarantinePage.vue') },
            { path: 'rules', name: 'sensing-rules', component: () => import('./sensing/rules/RulesPage.vue') },
            { path: 'rules/new', name: 'sensing-rule-new', component: () => import('./sensing/rules/RuleEditPage.vue') },
            { path: 'rules/:rule', name: 'sensing-rule', component: () => import('./sensing/rules/RulePage.vue'), props: true },
            { path: 'rules/:rule/edit', name: 'sensing-rule-edit', component: () => import('./sensing/rules/RuleEditPage.vue'), props: true },
            { path: 'windows', name: 'sensing-windows', component: () => import('./sensing/windows/WindowsPage.vue') },
          ],
        },
        {
          path: 'inbox', component: () => import('./inbox/InboxFrame.vue'), children: [
            { path: '', name: 'inbox', component: () => import('./inbox/NoticesPage.vue') },
            { path: 'settings', name: 'inbox-settings', component: () => import('./inbox/SettingsPage.vue') },
            { path: 'password', name: 'own-password', component: () => import('./sign-in/PasswordPage.vue') },
            { path: 'endpoints', name: 'endpoints', component: () => import('./inbox/EndpointsPage.vue') },
          ],
        },
      ],
    },
    { path: '/desk/case/:id/print', name: 'case-print', component: () => import('./desk/case/CasePrint.vue'), props: true },
    // The phone is an app of its own: going there leaves this one.
    { path: '/field/:rest(.*)*', component: { render: () => null }, meta: { open: true }, beforeEnter: (to) => { location.assign(at(to.fullPath)); return false; } },
    { path: '/:rest(.*)*', name: 'nowhere', component: () => import('./frame/NowherePage.vue'), meta: { open: true } },
  ],
});

router.beforeEach(async (to) => {
  if (to.meta.open) return true;
  try {
    return (await begin()) ? true : { name: 'sign-in', query: to.fullPath === '/desk' ? {} : { to: to.fullPath } };
  } catch {
    // The server cannot be asked who this is: the sign-in page says so and tries again.
    return { name: 'sign-in', query: { to: to.fullPath, away: '1' } };
  }
});
