export * from './values.js';
export * from './commands.js';
export * from './requests.js';
export * from './views.js';
export * from './problem.js';
export * from './routes.js';
export * from './sockets.js';
export * from './labels.js';
