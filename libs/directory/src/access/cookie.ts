export const COOKIE = 'grid_session';

/** The session token of a Cookie header; null when it has none, or more than one (then somebody planted one). */
export function sessionCookie(cookies: string | null): string | null {
  const found = (cookies ?? '').split(';').map((pair) => pair.trim()).filter((pair) => pair.startsWith(`${COOKIE}=`)).map((pair) => pair.slice(COOKIE.length + 1));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** The Set-Cookie line of a session; a `null` token takes it away. `maxAge` in seconds. */
/** `prefix`: the folder under which people see the program; what else their host serves does not get the cookie. */
export const cookieLine = (token: string | null, maxAge: number, secure: boolean, prefix = ''): string =>
  `${COOKIE}=${token ?? ''}; Path=${prefix === '' ? '/' : prefix}; HttpOnly; SameSite=Lax; Max-Age=${token === null ? 0 : maxAge}${secure ? '; Secure' : ''}`;
