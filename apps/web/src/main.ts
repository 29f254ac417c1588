import { VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';
import App from './App.vue';
import { router } from './router.js';
import { queries } from './shared/api/queries.js';
import './shared/styles/tokens.css';
import './shared/styles/base.css';

createApp(App).use(router).use(VueQueryPlugin, { queryClient: queries }).mount('#app');
