import type { Provider, Type } from '@nestjs/common';
import { CloudEventsController } from './http/cloudevents.controller.js';
import { Oversized } from './http/oversized.js';
import { OneNetController } from './http/onenet.controller.js';
import { ReadingsController } from './http/readings.controller.js';
import { SensorThingsController } from './http/sensorthings.controller.js';
import { SignedRefusals } from './http/signed.js';
import { HttpTlsPort } from './http/tls-port.js';
import { ThingsBoardController } from './http/thingsboard.controller.js';
import { Inlet } from './inlet.js';
import { CountyBroker } from './mqtt/county-broker.js';
import { MqttServer } from './mqtt/server.js';
import { Strangers } from './strangers.js';
import { Loggers } from './tcp/loggers.js';

/** Every way in for readings; needs Receiver and Registry beside it. */
export const wayProviders: readonly Provider[] = [Inlet, Strangers, SignedRefusals, Oversized, HttpTlsPort, MqttServer, CountyBroker, Loggers];
export const wayControllers: readonly Type[] = [OneNetController, ThingsBoardController, ReadingsController, SensorThingsController, CloudEventsController];
