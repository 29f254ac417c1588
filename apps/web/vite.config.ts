import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(at('../../package.json'), 'utf8')) as { version: string };
/** Where a developer's server listens while the screens are being worked on. */
const api = process.env['GRID_API'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: at('.'),
  plugins: [vue()],
  resolve: { alias: { '#domain': at('../../libs/domain/src/index.ts'), '#contract': at('../../libs/contract/src/index.ts') } },
  define: { __VERSION__: JSON.stringify(version) },
  build: {
    outDir: at('../../dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    rolldownOptions: {
      // Our libraries do nothing on import: whoever wants a label does not load the schemas, and zod stays with the forms.
      treeshake: { moduleSideEffects: (id) => !/[\\/]libs[\\/](contract|domain)[\\/]src[\\/]/.test(id) },
    },
  },
  server: { proxy: { '/api': api, '/health': api, '/socket.io': { target: api, ws: true } } },
});
