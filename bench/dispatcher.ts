import { io, type Socket } from 'socket.io-client';

/** What everybody of the demo county signs in with. */
export const PASSWORD = 'mouding-2026';

/** Headers of a session of one's own. */
export async function session(url: string, account: string): Promise<{ Cookie: string; Origin: string }> {
  const answer = await fetch(`${url}/api/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ account, password: PASSWORD }) });
  if (!answer.ok) throw new Error(`${account} cannot sign in: ${answer.status}`);
  return { Cookie: answer.headers.getSetCookie().map((c) => c.split(';', 1)[0]).join('; '), Origin: url };
}

/** A socket that follows the changes, as a screen does. */
export async function connected(url: string, cookie: string): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], extraHeaders: { Cookie: cookie }, forceNew: true });
  await new Promise<void>((done, fail) => { socket.once('connect', () => done()); socket.once('connect_error', fail); });
  await socket.emitWithAck('follow', { since: null });
  return socket;
}
