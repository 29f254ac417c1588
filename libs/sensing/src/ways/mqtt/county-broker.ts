import { readingDetail } from '#contract';
import { CONFIG, Database, LOG, type Config, type Log } from '#platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { connect, type IPublishPacket, type MqttClient } from 'mqtt';
import { Busy } from '../../receiver.js';
import { Elected } from '../elected.js';
import { Flow, Gone } from '../flow.js';
import { Inlet } from '../inlet.js';
import { spokenOn } from './topics.js';

/** After a failure that is not the sender's, such as a database that is away. */
const AGAIN_MS = 5_000;

/**
 * Takes readings from a broker that the county has already. One process at a time listens, under one client id and with a session that the broker keeps: what comes while nobody listens waits there
 * (mosquitto: `max_queued_messages 0`, or it drops what is beyond 1,000). A message is acknowledged after its commit; while the receiver is busy none is, and the broker's window closes.
 */
@Injectable()
export class CountyBroker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly elected: Elected;
  private client: MqttClient | null = null;
  private flow = new Flow();

  constructor(private readonly inlet: Inlet, database: Database, @Inject(CONFIG) private readonly config: Pick<Config, 'mqttUrl' | 'mqttAccount' | 'mqttTopics' | 'mqttClient' | 'roles'>, @Inject(LOG) private readonly log: Log) {
    this.elected = new Elected(database, 'grid-dispatch county broker', () => this.listen(), () => this.leave(), log);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.mqttUrl !== null && this.config.roles.includes('ingest')) await this.elected.start();
  }

  async beforeApplicationShutdown(): Promise<void> { await this.elected.stop(); }

  private async listen(): Promise<void> {
    const { mqttUrl, mqttClient, mqttTopics } = this.config;
    if (mqttUrl === null) return;
    const client = connect(mqttUrl, { clientId: mqttClient, clean: false, reconnectPeriod: 2_000, connectTimeout: 10_000, resubscribe: false });
    this.client = client;
    client.on('connect', () => {
      // Of the connection before, nothing can be acknowledged any more: the broker sends it again.
      this.flow.end();
      this.flow = new Flow();
      client.subscribe(mqttTopics.split(','), { qos: 1 }, (error, granted) => {
        const refused = granted?.filter(({ qos }) => qos > 2).map(({ topic }) => topic) ?? [];
        if (error !== null || refused.length > 0) this.log.error({ err: error, topics: refused }, 'the broker refuses topics');
        else this.log.info({ topics: mqttTopics }, 'listening to the county’s broker');
      });
    });
    client.on('error', (error) => this.log.warn({ err: error }, 'the county’s broker'));
    client.on('close', () => this.flow.end());
    client.handleMessage = (packet, done) => {
      void this.take(client, packet);
      // Goes on with the next one: an error here means only that no PUBACK is sent now. `take` sends it after the commit.
      done(packet.qos === 1 ? NOT_YET : undefined);
    };
  }

  private async take(client: MqttClient, packet: IPublishPacket): Promise<void> {
    const { stream } = client, { flow } = this, payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload), spoken = spokenOn(packet.topic, payload);
    try {
      await flow.pass(async (urgentOnly) => {
        const from = { account: this.config.mqttAccount, way: 'mqtt', urgentOnly } as const;
        try {
          if (spoken === null) await this.inlet.refuse('thingsboard', 'unsupported', readingDetail('no-topic', { topic: packet.topic }), payload, from, packet.topic);
          else await this.inlet.take(spoken.protocol, payload, from, spoken.envelope);
        } catch (error) {
          if (error instanceof Busy) throw error;
          this.log.error({ err: error, topic: packet.topic }, 'a message of the county’s broker could not be taken: tried again');
          throw new Busy(AGAIN_MS);
        }
      });
      if (packet.qos === 1 && packet.messageId !== undefined && client.connected && client.stream === stream) stream.write(Buffer.from([0x40, 2, packet.messageId >> 8, packet.messageId & 255]));
    } catch (error) {
      if (!(error instanceof Gone)) this.log.error({ err: error }, 'a message of the county’s broker is lost to a fault: the broker sends it again');
    }
  }

  private async leave(): Promise<void> {
    const { client } = this;
    this.client = null;
    this.flow.end();
    await client?.endAsync(true).catch(() => undefined);
  }
}

const NOT_YET = new Error('acknowledged after the commit');
