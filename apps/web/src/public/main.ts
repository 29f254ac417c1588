import { createApp } from 'vue';
import PublicApp from './PublicApp.vue';
import '../shared/styles/tokens.css';
import '../shared/styles/base.css';
import './public.css';

createApp(PublicApp).mount('#app');
