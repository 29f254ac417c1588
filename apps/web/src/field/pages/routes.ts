import type { FieldPage } from '../router.js';
import HomePage from './HomePage.vue';

/** The phone's pages by their paths below /field. The first one comes with the app, in one piece and without a second way; the others come when they are wanted, or from what the phone keeps. */
export const PAGES: readonly FieldPage[] = [
  { name: 'home', path: '/', page: () => Promise.resolve({ default: HomePage }) },
  { name: 'report', path: '/report', page: () => import('./ReportPage.vue') },
  { name: 'mine', path: '/mine', page: () => import('./MinePage.vue') },
  { name: 'outbox', path: '/outbox', page: () => import('./OutboxPage.vue') },
  { name: 'tasks', path: '/tasks', page: () => import('./TasksPage.vue') },
  { name: 'task', path: '/task/:id', page: () => import('./TaskPage.vue') },
  { name: 'case', path: '/case/:id', page: () => import('./CasePage.vue') },
  { name: 'map', path: '/map', page: () => import('./MapPage.vue') },
  { name: 'me', path: '/me', page: () => import('./MePage.vue') },
  { name: 'did', path: '/did/:deed/:month', page: () => import('./DidPage.vue') },
  { name: 'diagnostics', path: '/diagnostics', page: () => import('./DiagnosticsPage.vue') },
];
