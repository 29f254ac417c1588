import { Together } from './together.js';

/** Answers that are given when they are told to be. */
function answers() {
  const begun: ((value: string | Error) => void)[] = [];
  return { begun, answer: () => new Promise<string>((done, fail) => { begun.push((value) => (value instanceof Error ? fail(value) : done(value))); }) };
}
const settled = (): Promise<void> => new Promise((done) => { setImmediate(done); });

describe('equal questions at one moment', () => {
  it('are answered twice at most: once for the first, and once for all who asked meanwhile, by an answer that began after they asked', async () => {
    const together = new Together(), { begun, answer } = answers(), first = together.ask('q', answer), others = Array.from({ length: 100 }, () => together.ask('q', answer));
    expect(begun.length).toBe(1);
    begun[0]?.('old');
    expect(await first).toBe('old');
    await settled();
    expect(begun.length).toBe(2);
    const late = together.ask('q', answer);
    begun[1]?.('new');
    expect(new Set(await Promise.all(others))).toEqual(new Set(['new']));
    await settled();
    expect(begun.length).toBe(3);
    begun[2]?.('newest');
    expect(await late).toBe('newest');
    await settled();
    void together.ask('q', answer);
    expect(begun.length).toBe(4);
  });

  it('fail for those alone whose answer failed; other questions do not wait', async () => {
    const together = new Together(), { begun, answer } = answers(), first = together.ask('q', answer), second = together.ask('q', answer), other = together.ask('r', answer);
    expect(begun.length).toBe(2);
    begun[1]?.('r');
    expect(await other).toBe('r');
    begun[0]?.(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    await settled();
    begun[2]?.('back');
    expect(await second).toBe('back');
  });
});
