import { createServer, request as ask, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

export interface Proxy {
  /** What people type: host and folder, without a slash at the end. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A reverse proxy as offices have them: one host on which our program is one folder beside others. `strip`: takes the folder off the path; `told`: says the folder in X-Forwarded-Prefix.
 * `target` is asked for at each request, so that the proxy may be there first.
 */
export async function reverseProxy(folder: string, target: () => string, { strip, told, port = 0 }: { readonly strip: boolean; readonly told: boolean; readonly port?: number }): Promise<Proxy> {
  const ours = (url = '/'): boolean => url === folder || url.startsWith(`${folder}/`);
  const beyond = ({ url = '/', headers, socket }: IncomingMessage): { path: string; headers: Record<string, string | string[] | undefined> } => ({
    path: strip ? url.slice(folder.length) || '/' : url,
    headers: { ...headers, 'x-forwarded-for': socket.remoteAddress, 'x-forwarded-proto': 'http', 'x-forwarded-host': headers.host, ...(told && { 'x-forwarded-prefix': folder }) },
  });
  const server = createServer((request, response) => {
    if (!ours(request.url)) return void response.writeHead(404, { 'content-type': 'text/plain' }).end('another program');
    const onward = ask(target(), { method: request.method, ...beyond(request) }, (answer) => { response.writeHead(answer.statusCode ?? 502, answer.headers); answer.pipe(response); });
    onward.on('error', () => response.writeHead(502).end());
    request.pipe(onward);
  });
  server.on('upgrade', (request, socket, head) => {
    const { hostname, port: to } = new URL(target()), { path, headers } = beyond(request);
    if (!ours(request.url)) return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
    const onward = connect(Number(to), hostname, () => {
      onward.write(`GET ${path} HTTP/1.1\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`).join('')}\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await new Promise<void>((listening) => { server.listen(port, '127.0.0.1', listening); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${folder}`,
    stop: () => new Promise((stopped) => { server.close(() => stopped()); server.closeAllConnections(); }),
  };
}
