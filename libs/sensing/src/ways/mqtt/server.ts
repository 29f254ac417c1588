import { Access, SESSIONS } from '#directory';
import { CONFIG, Hints, LOG, type Config, type Log } from '#platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Aedes, type AedesPublishPacket, type AuthenticateError, type Client } from 'aedes';
import { createServer, type Server, type Socket } from 'node:net';
import { Flow, Gone } from '../flow.js';
import { connections } from '../gauges.js';
import { Inlet } from '../inlet.js';
import { limitPackets } from './packet-limit.js';
import { spokenOn } from './topics.js';

/** The largest packet of a device; a gateway's batch of 1,000 readings has some 60 kB. */
const LARGEST = 256 * 1024;
const MOST_CONNECTIONS = 20_000;
/** Tokens of open connections are looked up again so often, beside when somebody revokes one. */
const LOOK_AGAIN_MS = 30_000;
const BAD_PASSWORD = 4;

interface Held { readonly account: string; readonly token: string; readonly flow: Flow }

/**
 * MQTT 3.1.1 for devices, inside the program. A device signs in with its token as user name, or with account and token; it may publish to the topics of the protocols, and subscribe to none.
 * A PUBACK goes out after the commit: aedes acknowledges before it publishes, but asks `authorizePublish` before both, so that is where a message is taken.
 * While the receiver is busy no PUBACK comes and no more is read of that connection; a failure closes it, and the device sends again.
 */
@Injectable()
export class MqttServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly held = new WeakMap<Client, Held>();
  private readonly open = new Set<Client>();
  private broker: Aedes | null = null;
  private server: Server | null = null;
  private timer: NodeJS.Timeout | null = null;
  private stop: () => void = () => undefined;

  constructor(private readonly inlet: Inlet, private readonly access: Access, private readonly hints: Hints, @Inject(CONFIG) private readonly config: Pick<Config, 'mqttPort' | 'host' | 'roles'>, @Inject(LOG) private readonly log: Log) {}

  async onApplicationBootstrap(): Promise<void> {
    const { mqttPort, host, roles } = this.config;
    if (mqttPort === 0 || !roles.includes('ingest')) return;
    const broker = await Aedes.createBroker({ maxTopicLevels: 16, maxInflightInbound: 1_000, connectTimeout: 10_000 });
    this.broker = broker;
    broker.authenticate = (client, username, password, done) => void this.signIn(client, username, password?.toString()).then((ok) => (ok ? done(null, true) : done(refused(), null)), (error: unknown) => { this.log.error({ err: error }, 'an MQTT sign-in failed'); done(refused(), null); });
    broker.authorizePublish = (client, packet, done) => void this.publish(client, packet as AedesPublishPacket).then(() => done(), (error: unknown) => done(error as Error));
    broker.authorizeSubscribe = (_client, _subscription, done) => done(null, null);
    broker.authorizeForward = () => null;
    broker.on('clientDisconnect', (client: Client) => this.left(client)).on('clientError', (client: Client) => this.left(client)).on('connectionError', (client: Client) => this.left(client));
    const server = createServer((socket) => this.connected(broker, socket));
    server.maxConnections = MOST_CONNECTIONS;
    this.server = server;
    await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(mqttPort, host, () => { server.off('error', reject); resolve(); }); });
    server.on('error', (error) => this.log.error({ err: error }, 'the MQTT port failed'));
    this.timer = setInterval(() => void this.lookAgain(), LOOK_AGAIN_MS).unref();
    this.stop = this.hints.subscribe(SESSIONS, () => void this.lookAgain());
    this.log.info({ port: mqttPort }, 'MQTT is served');
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop();
    if (this.timer !== null) clearInterval(this.timer);
    const { server, broker } = this;
    if (server === null || broker === null) return;
    const closed = new Promise<void>((resolve) => { server.close(() => resolve()); });
    await new Promise<void>((resolve) => { broker.close(() => resolve()); });
    await closed;
  }

  private connected(broker: Aedes, socket: Socket): void {
    socket.setNoDelay(true);
    const client = broker.handle(socket);
    limitPackets(socket, LARGEST, (length) => {
      const held = this.held.get(client);
      this.log.warn({ account: held?.account, length }, 'an MQTT packet is too large');
      // The rest of it is not read, so what it was is not known.
      void this.inlet.refuse('thingsboard', 'too-large', `an MQTT packet of ${length} bytes or more; at most ${LARGEST} are taken`, new Uint8Array(0), { account: held?.account ?? null, way: 'mqtt' }).catch((error: unknown) => this.log.error({ err: error }, 'a refusal could not be kept')).finally(() => socket.destroy());
    });
  }

  private async signIn(client: Client, username: string | undefined, password: string | undefined): Promise<boolean> {
    for (const [token, account] of [[username, null], [password, username]] as const) {
      if (token === undefined || token === '') continue;
      const who = await this.access.bearer(token);
      if (who === null || who.actor.role !== 'device' || (account !== null && account !== undefined && account !== '' && account !== who.actor.id)) continue;
      this.held.set(client, { account: who.actor.id, token, flow: new Flow() });
      this.open.add(client);
      connections.set({ way: 'mqtt' }, this.open.size);
      // A client id is one account's own: nobody is put out by a stranger who takes the same.
      Object.assign(client, { id: `${who.actor.id}:${client.id}` });
      return true;
    }
    return false;
  }

  private async publish(client: Client | null, packet: AedesPublishPacket): Promise<void> {
    const held = client === null ? undefined : this.held.get(client);
    if (held === undefined) throw new Error('not signed in');
    // Nothing is kept for subscribers: there are none.
    packet.retain = false;
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload), from = { account: held.account, way: 'mqtt' } as const, spoken = spokenOn(packet.topic, payload);
    // A last will comes when the connection has ended.
    const flow = client === null || client.closed ? new Flow() : held.flow;
    try {
      await flow.pass(async () => {
        if (spoken === null) await this.inlet.refuse('thingsboard', 'unsupported', `nothing is spoken on the topic ${packet.topic}`, payload, from, packet.topic);
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

  /** Whose token has ended is put out. */
  private async lookAgain(): Promise<void> {
    for (const client of this.open) {
      const held = this.held.get(client);
      try {
        if (held !== undefined && (await this.access.bearer(held.token)) === null) client.close();
      } catch {
        // The database is away: they may stay until it can be asked.
      }
    }
  }
}

const refused = (): AuthenticateError => Object.assign(new Error('no device has this token'), { returnCode: BAD_PASSWORD }) as AuthenticateError;
