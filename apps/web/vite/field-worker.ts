import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const ENTRY = 'field.html', WORKER = 'field-sw.js', TOKEN = '__PRECACHE__';
/** Files of `public/` that the phone's pages show. */
const BESIDE = ['mark.svg', 'field.webmanifest', 'icons/192.png'];

/**
 * Writes into the service worker what the phone keeps to open without a network: every script and style that field.html can reach, also those loaded later.
 * Hashed names speak for themselves; the page and what lies in `public/` get a revision. Also lets the development server show the phone's page at its paths.
 */
export function fieldWorker(): Plugin {
  let root = '';
  return {
    name: 'field-worker',
    enforce: 'post',
    configResolved(config) { root = config.root; },
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        if (/^\/field(\/[^.]*)?(\?.*)?$/.test(request.url ?? '')) request.url = `/${ENTRY}`;
        next();
      });
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[WORKER], page = bundle[ENTRY];
        if (worker?.type !== 'chunk' || page?.type !== 'asset') return;
        const entry = Object.values(bundle).find((chunk) => chunk.type === 'chunk' && chunk.isEntry && chunk.facadeModuleId?.endsWith(ENTRY));
        if (entry?.type !== 'chunk') throw new Error('field.html has no script of its own');
        const files = new Set<string>(), waiting = [entry.fileName];
        for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
          const chunk = bundle[name];
          if (files.has(name) || chunk?.type !== 'chunk') continue;
          files.add(name);
          for (const css of chunk.viteMetadata?.importedCss ?? []) files.add(css);
          for (const asset of chunk.viteMetadata?.importedAssets ?? []) files.add(asset);
          waiting.push(...chunk.imports, ...chunk.dynamicImports);
        }
        const revision = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex').slice(0, 12);
        const list = [
          ['field', revision(page.source)],
          ...BESIDE.map((name) => [name, revision(readFileSync(join(root, 'public', name)))]),
          ...[...files].sort().map((name) => [name, '']),
        ];
        if (!worker.code.includes(TOKEN)) throw new Error('the service worker has no place for its list');
        worker.code = worker.code.replace(new RegExp(`["'\`]${TOKEN}["'\`]`), JSON.stringify(list));
      },
    },
  };
}
