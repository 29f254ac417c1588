import type { Config } from '../config/config.js';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;
/** Folders of a path, none of them `.` or `..`: what may stand in a page's `<base>` without leading anywhere else. */
const FOLDERS = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+$/;

/**
 * The folder under which people see the program, such as `/grid`; empty at the root of a host. A trusted proxy's X-Forwarded-Prefix counts before the path of GRID_PUBLIC_URL.
 * Whatever is no plain path counts as absent.
 */
export function prefixOf(headers: Headers, { publicUrl, trustProxy }: Pick<Config, 'publicUrl' | 'trustProxy'>): string {
  const said = headers['x-forwarded-prefix'], forwarded = trustProxy && typeof said === 'string' ? plain(said.trim()) : null;
  return forwarded ?? (publicUrl === null || !URL.canParse(publicUrl) ? '' : (plain(new URL(publicUrl).pathname) ?? ''));
}

/** The path and query below the prefix; a proxy may have taken it away before. */
export const belowPrefix = (url: string, prefix: string): string => {
  if (prefix === '' || !url.startsWith(prefix)) return url;
  const rest = url.slice(prefix.length);
  return rest === '' ? '/' : rest.startsWith('/') ? rest : rest.startsWith('?') ? `/${rest}` : url;
};

function plain(path: string): string | null {
  const bare = path.replace(/\/+$/, '');
  return bare === '' ? (path === '' ? null : '') : FOLDERS.test(bare) ? bare : null;
}
