import type { DeviceView } from '#contract';

/** What a device may say of itself, whatever the register says it measures. */
export const OF_THE_DEVICE: ReadonlySet<string> = new Set(['battery', 'battery-voltage', 'signal', 'rssi', 'snr', 'online', 'event', 'alarm']);

/** Metrics as the register lists them, the first the one that its unit is of; empty: everything. */
export const metricsOf = ({ metric }: Pick<DeviceView, 'metric'>): string[] => metric?.split(/[\s,;，；、]+/).filter((m) => m !== '') ?? [];
