import { Counter, Gauge } from 'prom-client';
import { readingMetrics } from '../journal/gauges.js';

const registers = [readingMetrics];
export const frames = new Counter({ name: 'grid_ingest_frames_total', help: 'Frames by protocol, way and answer: taken, part, unreadable, busy, limit, failed', labelNames: ['protocol', 'way', 'answer'], registers });
export const unreadable = new Counter({ name: 'grid_ingest_unreadable_total', help: 'Parts of frames that could not be read, by protocol and reason', labelNames: ['protocol', 'reason'], registers });
export const strangersDropped = new Counter({ name: 'grid_ingest_strangers_dropped_total', help: 'Messages of nobody we know that were answered and not written, because their address sent too many', labelNames: ['protocol', 'reason'], registers });
export const signatures = new Counter({ name: 'grid_ingest_signatures_total', help: 'Signed requests that were refused, by what was wrong: signature, stale, replayed', labelNames: ['fault'], registers });
export const foreignCertificates = new Counter({ name: 'grid_ingest_foreign_certificates_total', help: 'TLS connections of devices that were ended: no certificate where one is needed, one that no authority of ours vouches for, or one that names no account', labelNames: ['way'], registers });
export const lostUplinks = new Counter({ name: 'grid_ingest_lost_uplinks_total', help: 'LoRaWAN uplinks that nobody heard, by holes in frame counters', registers });
export const connections = new Gauge({ name: 'grid_ingest_connections', help: 'Open connections of devices', labelNames: ['way'], registers });
