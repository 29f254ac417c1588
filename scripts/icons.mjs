#!/usr/bin/env node
/** Draws the phone's icons from apps/web/public/mark.svg; run again when the mark changes, and commit what it makes. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { ROOT } from './lib/root.mjs';

const folder = join(ROOT, 'apps/web/public'), mark = readFileSync(join(folder, 'mark.svg'), 'utf8');
mkdirSync(join(folder, 'icons'), { recursive: true });
const draw = (svg, size, name) => sharp(Buffer.from(svg), { density: (72 * size) / 32 }).resize(size, size).png({ compressionLevel: 9, palette: true }).toFile(join(folder, 'icons', name));

await draw(mark, 192, '192.png');
await draw(mark, 512, '512.png');
// Phones cut a maskable icon to their own shape: the ground runs to the edge, the mark stays within the inner four fifths.
await draw(mark.replace(/rx="7"/, '').replace('viewBox="0 0 32 32"', 'viewBox="-4 -4 40 40"').replace('<rect width="32" height="32"', '<rect x="-4" y="-4" width="40" height="40"'), 512, 'maskable.png');
