import { useZoom } from './zoom.js';

describe('zoom and pan', () => {
  const made = () => useZoom(() => ({ w: 200, h: 100 }));
  it('never gets smaller than it fits nor larger than eight times', () => {
    const z = made();
    z.by(0.5);
    expect(z.transform.value).toBe('translate(0px, 0px) scale(1)');
    for (let i = 0; i < 20; i++) z.by(2);
    expect(z.scale.value).toBe(8);
  });
  it('keeps the point under the pointer where it is', () => {
    const z = made();
    z.by(2, { x: 50, y: -20 });
    expect(z.transform.value).toBe('translate(-50px, 20px) scale(2)');
  });
  it('is never panned out of sight, and goes back', () => {
    const z = made();
    z.pan(500, 500);
    expect(z.transform.value).toBe('translate(0px, 0px) scale(1)');
    z.by(3);
    z.pan(1e6, -1e6);
    expect(z.transform.value).toBe('translate(400px, -200px) scale(3)');
    z.reset();
    expect(z.transform.value).toBe('translate(0px, 0px) scale(1)');
  });
});
