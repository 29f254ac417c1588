import { INGEST_PATH, ROUTES } from '#contract';
import { Certificates } from '#directory';
import { CONFIG, LOG, type Config, type Log } from '#platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { foreignCertificates } from '../gauges.js';
import { certificateOf, tlsOptions, type TlsConfig } from '../tls.js';

const MOST_CONNECTIONS = 20_000;
/** What only a proxy may say; on this port nobody stands behind one. */
const OF_PROXIES = /^(?:forwarded|x-forwarded-.*|x-real-ip)$/;
const forDevices = (path: string): boolean => INGEST_PATH.test(path) || path === ROUTES.signal.path;

/** HTTPS for devices and for nobody else: what they send goes to the routes that plain HTTP has, and their certificate says who they are. People come through the proxy, which has a certificate of its own. */
@Injectable()
export class HttpTlsPort implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private server: Server | null = null;

  constructor(private readonly host: HttpAdapterHost, private readonly certificates: Certificates, @Inject(CONFIG) private readonly config: Pick<Config, 'ingestHttpsPort' | 'host' | 'roles'> & TlsConfig, @Inject(LOG) private readonly log: Log) {}

  async onApplicationBootstrap(): Promise<void> {
    const { ingestHttpsPort: port, host, roles } = this.config;
    if (port === 0 || !roles.includes('ingest')) return;
    const server = createServer({ ...tlsOptions(this.config), requestTimeout: 120_000, keepAliveTimeout: 65_000 }, (request, response) => this.pass(request, response));
    server.maxConnections = MOST_CONNECTIONS;
    server.on('secureConnection', (socket) => this.secured(socket));
    this.server = server;
    await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(port, host, () => { server.off('error', reject); resolve(); }); });
    server.on('error', (error) => this.log.error({ err: error }, 'the HTTPS port for devices failed'));
    this.log.info({ port }, 'HTTPS is served to devices');
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server === null) return;
    const closed = new Promise<void>((resolve) => { server.close(() => resolve()); });
    server.closeAllConnections();
    await closed;
  }

  /** A certificate that nobody vouches for is worse than none: its owner believes that it is known. */
  private secured(socket: TLSSocket): void {
    const shown = certificateOf(socket);
    if (typeof shown !== 'string') return this.certificates.show(socket, shown.fingerprint);
    if (shown === 'none') return;
    foreignCertificates.inc({ way: 'http' });
    socket.destroy();
  }

  private pass(request: IncomingMessage, response: ServerResponse): void {
    if (!forDevices(request.url?.split('?', 1)[0] ?? '')) return void response.writeHead(404, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ type: '/api/docs/problems#not-found', title: 'Not Found', status: 404, code: 'not-found' }));
    for (const name of Object.keys(request.headers)) if (OF_PROXIES.test(name)) delete request.headers[name];
    this.host.httpAdapter.getInstance<FastifyInstance>().server.emit('request', request, response);
  }
}
