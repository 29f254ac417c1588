import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { sha256, slowSha256 } from './sha256.js';

describe('SHA-256 where the browser has none', () => {
  it('is the same as everybody’s', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      const right = createHash('sha256').update(bytes).digest('hex');
      expect(slowSha256(bytes)).toBe(right);
      expect(await sha256(new Uint8Array(bytes).buffer)).toBe(right);
    }), { numRuns: 60 });
    for (const length of [0, 55, 56, 63, 64, 65, 119, 120, 1_000_003]) { const bytes = new Uint8Array(length).map((_, i) => (i * 31) & 255); expect(slowSha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex')); }
  });
});
