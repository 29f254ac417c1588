import { createApp } from 'vue';
import { begin } from './engine/index.js';
import FieldApp from './pages/FieldApp.vue';
import { PAGES } from './pages/routes.js';
import { openPages } from './router.js';
import '../shared/styles/tokens.css';
import '../shared/styles/base.css';

openPages(PAGES);
// What the phone keeps is there in milliseconds, and the network is asked meanwhile: nothing waits for it, and a page half shown is never seen.
void begin().then((person) => { if (person !== 'sign-in') createApp(FieldApp).mount('#app'); });
