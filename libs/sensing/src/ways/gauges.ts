import { Counter, Gauge } from 'prom-client';
import { readingMetrics } from '../journal/gauges.js';

const registers = [readingMetrics];
export const frames = new Counter({ name: 'grid_ingest_frames_total', help: 'Frames by protocol, way and answer: taken, in part, unreadable, busy, failed', labelNames: ['protocol', 'way', 'answer'], registers });
export const unreadable = new Counter({ name: 'grid_ingest_unreadable_total', help: 'Parts of frames that could not be read, by protocol and reason', labelNames: ['protocol', 'reason'], registers });
export const lostUplinks = new Counter({ name: 'grid_ingest_lost_uplinks_total', help: 'LoRaWAN uplinks that nobody heard, by holes in frame counters', registers });
export const connections = new Gauge({ name: 'grid_ingest_connections', help: 'Open connections of devices', labelNames: ['way'], registers });
