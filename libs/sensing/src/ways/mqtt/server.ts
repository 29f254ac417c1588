import { readingDetail } from '#contract';
import { Access, Credentials, SESSIONS } from '#directory';
import { CONFIG, Hints, LOG, type Config, type Log } from '#platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Aedes, type AedesPublishPacket, type AuthenticateError, type Client } from 'aedes';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { Flow, Gone } from '../flow.js';
import { connections, foreignCertificates } from '../gauges.js';
import { Inlet } from '../inlet.js';
import { certificateOf, tlsOptions, type Shown, type TlsConfig } from '../tls.js';
import { limitPackets } from './packet-limit.js';
import { spokenOn } from './topics.js';

/** The largest packet of a device; a gateway's batch of 1,000 readings has some 60 kB. */
const LARGEST = 256 * 1024;
const MOST_CONNECTIONS = 20_000;
/** Tokens of open connections are looked up again so often, beside when somebody revokes one. */
const LOOK_AGAIN_MS = 30_000;
const BAD_PASSWORD = 4;

/** Who signed in, and the account that what it signed in with names now; null: none any more. */
interface Held { readonly account: string; readonly still: () => Promise<string | null>; readonly flow: Flow }

/**
 * MQTT 3.1.1 for devices, inside the program. A device signs in with its token as user name, or with account and token, or over TLS with its certificate; it may publish to the topics of the protocols, and subscribe to none.
 * A PUBACK goes out after the commit: aedes acknowledges before it publishes, but asks `authorizePublish` before both, so that is where a message is taken.
 * While the receiver is busy no PUBACK comes and no more is read of that connection; a failure closes it, and the device sends again.
 */
@Injectable()
export class MqttServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly held = new WeakMap<Client, Held>();
  private readonly open = new Set<Client>();
  private broker: Aedes | null = null;
  private readonly certificates = new WeakMap<object, Shown>();
  private servers: Server[] = [];
  private timer: NodeJS.Timeout | null = null;
  private stop: () => void = () => undefined;

  constructor(private readonly inlet: Inlet, private readonly access: Access, private readonly credentials: Credentials, private readonly hints: Hints, @Inject(CONFIG) private readonly config: Pick<Config, 'mqttPort' | 'mqttsPort' | 'host' | 'roles'> & TlsConfig, @Inject(LOG) private readonly log: Log) {}

  async onApplicationBootstrap(): Promise<void> {
    const { mqttPort, mqttsPort, roles } = this.config;
    if ((mqttPort === 0 && mqttsPort === 0) || !roles.includes('ingest')) return;
    const broker = await Aedes.createBroker({ maxTopicLevels: 16, maxInflightInbound: 1_000, connectTimeout: 10_000 });
    this.broker = broker;
    broker.authenticate = (client, username, password, done) => void this.signIn(client, username, password?.toString()).then((ok) => (ok ? done(null, true) : done(refused(), null)), (error: unknown) => { this.log.error({ err: error }, 'an MQTT sign-in failed'); done(refused(), null); });
    broker.authorizePublish = (client, packet, done) => void this.publish(client, packet as AedesPublishPacket).then(() => done(), (error: unknown) => done(error as Error));
    broker.authorizeSubscribe = (_client, _subscription, done) => done(null, null);
    broker.authorizeForward = () => null;
    broker.on('clientDisconnect', (client: Client) => this.left(client)).on('clientError', (client: Client) => this.left(client)).on('connectionError', (client: Client) => this.left(client));
    if (mqttPort > 0) await this.listen(createServer((socket) => this.connected(broker, socket)), mqttPort);
    if (mqttsPort > 0) await this.listen(createTlsServer(tlsOptions(this.config), (socket) => this.secured(broker, socket)), mqttsPort);
    this.timer = setInterval(() => void this.lookAgain(), LOOK_AGAIN_MS).unref();
    this.stop = this.hints.subscribe(SESSIONS, () => void this.lookAgain());
  }

  private async listen(server: Server, port: number): Promise<void> {
    server.maxConnections = MOST_CONNECTIONS;
    this.servers.push(server);
    await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(port, this.config.host, () => { server.off('error', reject); resolve(); }); });
    server.on('error', (error) => this.log.error({ err: error }, 'an MQTT port failed'));
    this.log.info({ port }, 'MQTT is served');
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop();
    if (this.timer !== null) clearInterval(this.timer);
    const { servers, broker } = this;
    if (broker === null) return;
    const closed = Promise.all(servers.map((server) => new Promise<void>((resolve) => { server.close(() => resolve()); })));
    await new Promise<void>((resolve) => { broker.close(() => resolve()); });
    await closed;
  }

  /** A certificate that nobody vouches for is worse than none: its owner believes that it is known. */
  private secured(broker: Aedes, socket: TLSSocket): void {
    const shown = certificateOf(socket);
    this.certificates.set(socket, shown);
    if (shown !== 'foreign') return this.connected(broker, socket);
    foreignCertificates.inc({ way: 'mqtt' });
    socket.destroy();
  }

  private connected(broker: Aedes, socket: Socket): void {
    socket.setNoDelay(true);
    const client = broker.handle(socket);
    limitPackets(socket, LARGEST, (length) => {
      const held = this.held.get(client);
      this.log.warn({ account: held?.account, length }, 'an MQTT packet is too large');
      // The rest of it is not read, so what it was is not known.
      void this.inlet.refuse('thingsboard', 'too-large', readingDetail('large-packet', { bytes: length, most: LARGEST }), new Uint8Array(0), { account: held?.account ?? null, way: 'mqtt' }).catch((error: unknown) => this.log.error({ err: error }, 'a refusal could not be kept')).finally(() => socket.destroy());
    });
  }

  private async signIn(client: Client, username: string | undefined, password: string | undefined): Promise<boolean> {
    const shown = this.certificates.get(client.conn) ?? 'none', named = typeof shown === 'string' ? null : await this.credentials.accountOf(shown.fingerprint);
    if (named !== null && typeof shown !== 'string') return this.access.device(named) !== null && (await this.means(named, username, password)) && this.admit(client, named, () => this.named(shown.fingerprint));
    for (const [token, account] of [[username, null], [password, username]] as const) {
      if (token === undefined || token === '') continue;
      const who = await this.access.bearer(token);
      if (who === null || who.actor.role !== 'device' || (account !== null && account !== undefined && account !== '' && account !== who.actor.id)) continue;
      return this.admit(client, who.actor.id, async () => (await this.access.bearer(token))?.actor.id ?? null);
    }
    return false;
  }

  private admit(client: Client, account: string, still: Held['still']): true {
    this.held.set(client, { account, still, flow: new Flow() });
    this.open.add(client);
    connections.set({ way: 'mqtt' }, this.open.size);
    // A client id is one account's own: nobody is put out by a stranger who takes the same.
    Object.assign(client, { id: `${account}:${client.id}` });
    return true;
  }

  private async named(fingerprint: string): Promise<string | null> {
    const account = await this.credentials.accountOf(fingerprint);
    return account === null || this.access.device(account) === null ? null : account;
  }

  /** Whether user name and password, where a device with a certificate sends some, mean the account that it names. */
  private async means(account: string, username = '', password = ''): Promise<boolean> {
    for (const said of [username, password]) if (said !== '' && said !== account && (await this.access.bearer(said))?.actor.id !== account) return false;
    return true;
  }

  private async publish(client: Client | null, packet: AedesPublishPacket): Promise<void> {
    const held = client === null ? undefined : this.held.get(client);
    if (held === undefined) throw new Error('not signed in');
    // Nothing is kept for subscribers: there are none.
    packet.retain = false;
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload), spoken = spokenOn(packet.topic, payload);
    // A last will comes when the connection has ended.
    const flow = client === null || client.closed ? new Flow() : held.flow;
    try {
      await flow.pass(async (urgentOnly) => {
        const from = { account: held.account, way: 'mqtt', urgentOnly } as const;
        if (spoken === null) await this.inlet.refuse('thingsboard', 'unsupported', readingDetail('no-topic', { topic: packet.topic }), payload, from, packet.topic);
        else await this.inlet.take(spoken.protocol, payload, from, spoken.envelope);
      });
    } catch (error) {
      if (!(error instanceof Gone)) this.log.error({ err: error, account: held.account, topic: packet.topic }, 'an MQTT message could not be taken: the connection is closed, the device sends again');
      throw error;
    }
  }

  private left(client: Client): void {
    this.held.get(client)?.flow.end();
    this.open.delete(client);
    connections.set({ way: 'mqtt' }, this.open.size);
  }

  /** Whose token or certificate has ended is put out. */
  private async lookAgain(): Promise<void> {
    for (const client of this.open) {
      const held = this.held.get(client);
      try {
        if (held !== undefined && (await held.still()) !== held.account) client.close();
      } catch {
        // The database is away: they may stay until it can be asked.
      }
    }
  }
}

const refused = (): AuthenticateError => Object.assign(new Error('no device has this token'), { returnCode: BAD_PASSWORD }) as AuthenticateError;
