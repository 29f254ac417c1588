import sharp from 'sharp';
import { Budget } from '../budget.js';

/**
 * sharp, set for a small server: no cache, one thread a picture, and only the loaders of the kinds we take
 * (an SVG, PDF or GIF never reaches a parser, whatever its name says).
 */
sharp.cache(false);
sharp.concurrency(1);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadHeif'] });

export { sharp };
export const MAX_BYTES = 10 * 1024 * 1024;
export const MAX_PIXELS = 20_000_000;

/** Pixels decoded at the same time in this process: one photo of the largest kind (90 MB as JPEG or PNG, 220 MB as progressive JPEG or WebP, for a moment), or several of the usual ones. */
export const decoding = new Budget(MAX_PIXELS);
