/** Header names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export const header = (headers: Headers, name: string): string | null => {
  const value = headers[name];
  return (typeof value === 'string' ? value : value?.[0]) ?? null;
};

/**
 * Where a browser says a request comes from. `same`: from a page of ours, or typed in; `foreign`: from another site; `silent`: it does not say, as programs that are no browsers.
 * `host` is the one the request was sent to (behind a trusted proxy, the one that was asked for); `publicUrl` is ours as well.
 */
export function provenance(headers: Headers, host: string | null, publicUrl: string | null): 'same' | 'foreign' | 'silent' {
  const site = header(headers, 'sec-fetch-site');
  const origin = header(headers, 'origin');
  if (origin !== null && publicUrl !== null && origin === originOf(publicUrl)) return 'same';
  if (site !== null) return site === 'same-origin' || site === 'none' ? 'same' : 'foreign';
  if (origin === null) return 'silent';
  return host !== null && URL.canParse(origin) && new URL(origin).host === host.toLowerCase() ? 'same' : 'foreign';
}

const originOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).origin : null);
