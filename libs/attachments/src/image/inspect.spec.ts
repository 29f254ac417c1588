import { deflateSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { HOUR } from '#domain';
import { MAX_BYTES, sharp } from './codec.js';
import { inspect } from './inspect.js';
import { render, SIZES } from './render.js';
import { filesBelow, testData } from '../testing/data.js';

const CHINA = 8 * HOUR;
const plain = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#3a7' } });
const camera = {
  IFD0: { Make: 'Testphone', Copyright: 'secret' },
  IFD2: { DateTimeOriginal: '2026:11:24 09:00:00' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '25/1 19/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '101/1 33/1 0/1', GPSHPositioningError: '12/1' },
};
/** A picture with detail, so that half of it is not all of it. */
const noisy = (width: number, height: number) => {
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0, x = 1; i < pixels.length; i++) { x = (x * 1103515245 + 12345) & 0x7fffffff; pixels[i] = x >> 16; }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
};

describe('inspect', () => {
  it('takes JPEG, PNG and WebP for what they are and says their upright size', async () => {
    for (const [made, type] of [[plain(60, 40).jpeg(), 'image/jpeg'], [plain(60, 40).png(), 'image/png'], [plain(60, 40).webp(), 'image/webp']] as const)
      expect(await inspect(await made.toBuffer(), CHINA)).toMatchObject({ ok: true, type, width: 60, height: 40, takenAt: null, place: null });
    const lying = await plain(60, 40).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    expect(await inspect(lying, CHINA)).toMatchObject({ ok: true, width: 40, height: 60 });
  });

  it('reads time and place from EXIF; a time without an offset is the county\'s', async () => {
    expect(await inspect(await plain(60, 40).withExif(camera).jpeg().toBuffer(), CHINA)).toMatchObject({
      ok: true, takenAt: Date.parse('2026-11-24T09:00:00+08:00'), place: { lon: 101.55, lat: expect.closeTo(25.316667, 5), accuracy: 12 },
    });
    const abroad = { ...camera, IFD2: { DateTimeOriginal: '2026:11:24 09:00:00', OffsetTimeOriginal: '-05:00' } };
    expect(await inspect(await plain(60, 40).withExif(abroad).jpeg().toBuffer(), CHINA)).toMatchObject({ takenAt: Date.parse('2026-11-24T09:00:00-05:00') });
  });

  it('does not believe an impossible date or a place 0/0', async () => {
    const odd = { IFD2: { DateTimeOriginal: '2026:02:30 09:00:00' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '0/1 0/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '0/1 0/1 0/1' } };
    expect(await inspect(await plain(60, 40).withExif(odd).jpeg().toBuffer(), CHINA)).toMatchObject({ ok: true, takenAt: null, place: null });
  });

  it('refuses what only pretends, by content and not by name', async () => {
    const gif = await plain(60, 40).gif().toBuffer();
    const tiff = await plain(60, 40).tiff().toBuffer();
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>');
    for (const bytes of [gif, tiff, svg, Buffer.from('%PDF-1.7\n%âãÏÓ 1 0 obj'), Buffer.from('<!doctype html><html><body>x</body></html>'), Buffer.alloc(0), Buffer.alloc(64), Buffer.from('\xff\xd8\xff\xe0 no picture follows', 'latin1')])
      expect(await inspect(bytes, CHINA)).toMatchObject({ ok: false, code: 'not-an-image' });
  });

  it('refuses every truncation of a photo', async () => {
    for (const whole of [await noisy(200, 150).jpeg().toBuffer(), await noisy(200, 150).png().toBuffer(), await noisy(200, 150).webp().toBuffer()])
      for (const share of [0.02, 0.3, 0.6, 0.9]) expect(await inspect(whole.subarray(0, Math.floor(whole.length * share)), CHINA)).toMatchObject({ ok: false, code: 'not-an-image' });
  });

  it('refuses by the header, before decoding, what has more than 20 megapixels, and by its length what has more than 10 MB', async () => {
    expect(await inspect(hugePng(8000, 5000), CHINA)).toMatchObject({ ok: false, code: 'too-large', message: expect.stringContaining('8000 × 5000') });
    expect(await inspect(hugePng(60_000, 60_000), CHINA)).toMatchObject({ ok: false, code: 'too-large' });
    expect(await inspect(Buffer.alloc(MAX_BYTES + 1), CHINA)).toMatchObject({ ok: false, code: 'too-large' });
  });

  it('answers, and never throws, for any bytes behind a right beginning', async () => {
    const beginnings = [Buffer.from([0xff, 0xd8, 0xff, 0xe1]), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from('RIFF\x40\0\0\0WEBPVP8 ', 'latin1'), Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')];
    await fc.assert(fc.asyncProperty(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 400 }), async (start, rest) => {
      expect((await inspect(Buffer.concat([start, rest]), CHINA)).ok).toBe(false);
    }), { numRuns: 60 });
  });

  it('survives any EXIF block', async () => {
    const whole = await plain(40, 30).withExif(camera).jpeg().toBuffer();
    const at = whole.indexOf('Exif\0\0', 0, 'latin1');
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 20 }), async (damage) => {
      const bent = Buffer.from(whole);
      for (const [i, byte] of damage) if (at + 6 + i < whole.length) bent[at + 6 + i] = byte;
      const answer = await inspect(bent, CHINA);
      if (answer.ok && answer.place !== null) expect(Math.abs(answer.place.lat)).toBeLessThanOrEqual(90);
    }), { numRuns: 60 });
  });
});

describe('render', () => {
  it('serves every size upright and without metadata or a hidden tail', async () => {
    const original = Buffer.concat([await sharp(await plain(1600, 900).jpeg().toBuffer()).withExif(camera).withMetadata({ orientation: 6 }).jpeg().toBuffer(), Buffer.from('<?php system($_GET["c"]); ?>')]);
    expect(await inspect(original, CHINA)).toMatchObject({ ok: true });
    for (const size of SIZES) {
      const { bytes, type } = await render(original, 1_440_000, size);
      const header = await sharp(bytes).metadata();
      expect({ exif: header.exif, xmp: header.xmp, icc: header.icc, iptc: header.iptc, orientation: header.orientation }).toEqual({});
      expect(bytes.includes('<?php')).toBe(false);
      expect(bytes.includes('secret')).toBe(false);
      expect([header.width, header.height, type]).toEqual({ thumb: [180, 320, 'image/webp'], screen: [720, 1280, 'image/webp'], full: [900, 1600, 'image/jpeg'] }[size]);
    }
  });

  it('never enlarges, and lays transparency on white', async () => {
    const clear = await sharp({ create: { width: 20, height: 10, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } }).png().toBuffer();
    expect((await sharp((await render(clear, 200, 'screen')).bytes).metadata()).width).toBe(20);
    const { dominant } = await sharp((await render(clear, 200, 'full')).bytes).stats();
    expect(Math.min(dominant.r, dominant.g, dominant.b)).toBeGreaterThan(240);
  });
});

const photos = testData('photos');
if (photos !== null) describe('the photo corpus', () => {
  const REFUSED = ['corrupted.jpg', 'blank.jpeg', 'IMG_5195.HEIC', 'samplefilehub.heif', 'Jobagent.tiff', 'MANIFEST.csv'];
  it('takes every sound photo and refuses damaged, empty and foreign files', async () => {
    for (const path of filesBelow(photos)) {
      const answer = await inspect(readFileSync(path), CHINA);
      expect({ file: basename(path), ok: answer.ok }).toEqual({ file: basename(path), ok: !REFUSED.includes(basename(path)) });
    }
  });
  it('agrees with exiftool about places, and turns all eight orientations upright', async () => {
    expect(await inspect(readFileSync(join(photos, 'exif-samples/jpg/gps/DSCN0010.jpg')), CHINA)).toMatchObject({
      takenAt: Date.parse('2008-10-22T16:28:39+08:00'), place: { lon: expect.closeTo(11.8851266666639, 6), lat: expect.closeTo(43.4674483333333, 6) },
    });
    for (const [kind, size] of [['landscape', { width: 600, height: 450 }], ['portrait', { width: 450, height: 600 }]] as const)
      for (let i = 1; i <= 8; i++) expect(await inspect(readFileSync(join(photos, `exif-samples/jpg/orientation/${kind}_${i}.jpg`)), CHINA)).toMatchObject({ ok: true, ...size });
  });
});

const bombs = testData('hostile-input/self-made-bombs');
if (bombs !== null) describe('the hostile corpus', () => {
  it('refuses every bomb but the photo with a tail, whose tail is not served', async () => {
    for (const path of filesBelow(bombs)) {
      const bytes = readFileSync(path);
      const answer = await inspect(bytes, CHINA);
      expect({ file: basename(path), ok: answer.ok }).toEqual({ file: basename(path), ok: basename(path) === 'jpeg_with_trailing_php.jpg' });
      if (answer.ok) for (const size of SIZES) expect((await render(bytes, 6_800, size)).bytes.includes('php')).toBe(false);
    }
  });
});

/** A PNG of a few hundred bytes whose header promises a huge picture. */
function hugePng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(1000))), chunk('IEND', Buffer.alloc(0))]);
}
function crc(bytes: Buffer): number {
  let c = 0xffffffff;
  for (const byte of bytes) { c ^= byte; for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1; }
  return (c ^ 0xffffffff) >>> 0;
}
