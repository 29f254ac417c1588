import sharp from 'sharp';
import { jpeg } from './jpeg.js';
import { picture } from './scene.js';

describe('pictures made without any package', () => {
  it('are JPEGs that a strict decoder reads with the colours that were painted', async () => {
    const colours = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [250, 250, 250], [5, 5, 5], [120, 90, 60]] as const;
    const { data, info } = await sharp(jpeg(6, 1, (x) => colours[x] ?? [0, 0, 0]), { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([48, 8, 3]);
    colours.forEach((colour, i) => colour.forEach((value, channel) => expect(Math.abs((data[(4 * 48 + i * 8 + 4) * 3 + channel] ?? 0) - value)).toBeLessThan(8)));
  });

  it('differ by name and are the same for the same name', async () => {
    expect(picture('gm-101/0').equals(picture('gm-101/0'))).toBe(true);
    expect(picture('gm-101/0').equals(picture('gm-101/1'))).toBe(false);
    await expect(sharp(picture('x'), { failOn: 'warning' }).raw().toBuffer()).resolves.toHaveLength(384 * 288 * 3);
  });
});
