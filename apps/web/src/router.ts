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
      ],
    },
    { path: '/field', redirect: '/field/report' },
    { path: '/field/report', name: 'report', component: () => import('./field/ReportPage.vue') },
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
