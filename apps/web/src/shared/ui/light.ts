import type { Light } from '#domain';

/** Every light has a shape: it is never told by its colour alone. */
export const LIGHT_SHAPE: Readonly<Record<Light, string>> = { green: '●', yellow: '▲', red: '■', paused: '❚❚' };
