import { createRouter, createWebHistory } from 'vue-router';
import { begin } from './shared/session/boot.js';

declare module 'vue-router' {
  interface RouteMeta {
    /** Reachable without signing in. */
    readonly open?: boolean;
  }
}

/** Three front doors: /field for the phone, /desk for those who work cases, /board for those who watch the whole. */
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/desk' },
    { path: '/signin', name: 'sign-in', component: () => import('./sign-in/SignInPage.vue'), meta: { open: true } },
    {
      path: '/', component: () => import('./frame/AppFrame.vue'), children: [
        { path: 'desk', name: 'desk', component: () => import('./desk/DeskPage.vue') },
        { path: 'desk/case/:id', name: 'case', component: () => import('./desk/case/CasePage.vue'), props: true },
        { path: 'board', name: 'board', component: () => import('./board/BoardPage.vue') },
        {
          path: 'book', component: () => import('./book/BookFrame.vue'), children: [
            { path: '', name: 'book', component: () => import('./book/OverviewPage.vue') },
            { path: 'drafts', name: 'rule-drafts', component: () => import('./book/DraftsPage.vue') },
            { path: 'drafts/:id', name: 'rule-draft', component: () => import('./book/DraftPage.vue'), props: true },
            { path: ':kind(catalogue|departments|duty|calendar|limits|ladder|roster|settings)', name: 'rule-kind', component: () => import('./book/KindPage.vue'), props: true },
            { path: ':kind(catalogue|departments|duty|calendar|limits|ladder|roster|settings)/compare', name: 'rule-compare', component: () => import('./book/ComparePage.vue'), props: true },
          ],
        },
        {
          path: 'inbox', component: () => import('./inbox/InboxFrame.vue'), children: [
            { path: '', name: 'inbox', component: () => import('./inbox/NoticesPage.vue') },
            { path: 'settings', name: 'inbox-settings', component: () => import('./inbox/SettingsPage.vue') },
            { path: 'endpoints', name: 'endpoints', component: () => import('./inbox/EndpointsPage.vue') },
          ],
        },
      ],
    },
    { path: '/field', redirect: '/field/report' },
    { path: '/field/report', name: 'report', component: () => import('./field/ReportPage.vue') },
    { path: '/follow/:code?', name: 'follow', component: () => import('./follow/FollowPage.vue'), props: true, meta: { open: true } },
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
