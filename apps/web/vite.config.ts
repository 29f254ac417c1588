import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { fieldWorker } from './vite/field-worker.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(at('../../package.json'), 'utf8')) as { version: string };
/** Where a developer's server listens while the screens are being worked on. */
const api = process.env['GRID_API'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: at('.'),
  // The app lies in any folder of its host: the server says in each page's <base> in which.
  base: './',
  plugins: [vue({ features: { optionsAPI: false } }), fieldWorker()],
  resolve: { alias: { '#domain': at('../../libs/domain/src/index.ts'), '#contract': at('../../libs/contract/src/index.ts') } },
  define: { __VERSION__: JSON.stringify(version) },
  build: {
    outDir: at('../../dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // One page a front door, and the phone's service worker, whose name may not change.
      input: { index: at('index.html'), field: at('field.html'), public: at('public.html'), 'field-sw': at('src/field/sw/sw.ts') },
      output: { entryFileNames: ({ name }) => (name === 'field-sw' ? '[name].js' : 'assets/[name]-[hash].js') },
      // Our libraries do nothing on import: whoever wants a label does not load the schemas, and zod stays with the forms.
      treeshake: { moduleSideEffects: (id) => !/[\\/]libs[\\/](contract|domain)[\\/]src[\\/]/.test(id) },
    },
  },
  server: { proxy: { '/api': api, '/health': api, '/socket.io': { target: api, ws: true } } },
});
