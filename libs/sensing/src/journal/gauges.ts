import { Counter, Gauge, Histogram, Registry as Metrics } from 'prom-client';
import type { JournalRecord } from './records.js';

/** Figures of the readings of this process; the server shows them with its own. At rest received + drained = journalled + duplicates + quarantined + handed over, and over all processes handed over = drained. What holds at every moment are the books (books.ts). */
export const readingMetrics = new Metrics();
const registers = [readingMetrics];
export const received = new Counter({ name: 'grid_readings_received_total', help: 'Samples and unreadable parts that ways in have handed to the receiver, those that were turned away not counted', registers });
export const journalled = new Counter({ name: 'grid_readings_journalled_total', help: 'Readings committed to the journal', registers });
export const duplicatesSeen = new Counter({ name: 'grid_readings_duplicates_total', help: 'Readings that came before and were dropped', registers });
export const quarantined = new Counter({ name: 'grid_readings_quarantined_total', help: 'Samples and unreadable parts kept in quarantine, by reason', labelNames: ['reason'], registers });
export const quarantinedWithoutBytes = new Counter({ name: 'grid_quarantine_dropped_total', help: 'Of what was quarantined, that which was only counted because there was too much of it, by reason', labelNames: ['reason'], registers });
export const handedOver = new Counter({ name: 'grid_readings_handed_over_total', help: 'Readings put into the inbox of another process', registers });
export const drained = new Counter({ name: 'grid_readings_drained_total', help: 'Readings taken out of the inbox and judged, or set aside; part of journalled, duplicates and quarantined', registers });
export const turnedAway = new Counter({ name: 'grid_readings_turned_away_total', help: 'Samples and unreadable parts whose sender was asked to come again, by why: busy, or the sender’s own limit', labelNames: ['why'], registers });
export const unaccountedReadings = new Gauge({ name: 'grid_readings_unaccounted', help: 'Accepted readings of which the tables do not tell what became of them, looked at every minute; 0, or something is lost', registers });
export const flushes = new Histogram({ name: 'grid_readings_commit_seconds', help: 'Time of one transaction of readings', buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5], registers });
export const lagSeconds = new Gauge({ name: 'grid_readings_lag_seconds', help: 'How long the reading that waited longest had waited at the last commit', registers });
export const rebuilds = new Counter({ name: 'grid_partition_rebuilds_total', help: 'Times a partition was made from its snapshot and its journal', registers });
const records = new Counter({ name: 'grid_journal_records_total', help: 'Journal records by kind', labelNames: ['kind'], registers });
export const countRecords = (list: readonly JournalRecord[]): void => { for (const { kind } of list) records.inc({ kind }); };
