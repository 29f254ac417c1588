export * from './share.js';
export * from './scheme.js';
export * from './score.js';
export * from './league.js';
