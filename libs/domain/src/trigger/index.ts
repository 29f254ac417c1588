export * from './reading.js';
export * from './rule.js';
export * from './alarm.js';
