import { Budget } from './budget.js';

describe('Budget', () => {
  it('never has more in use than the total and serves in order', async () => {
    const budget = new Budget(3);
    let used = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all([1, 2, 3, 1, 9, 2].map((amount, i) => budget.with(amount, async () => {
      order.push(i);
      used += Math.min(amount, 3);
      most = Math.max(most, used);
      await new Promise((r) => setImmediate(r));
      used -= Math.min(amount, 3);
    })));
    expect(most).toBe(3);
    expect(used).toBe(0);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('gives back when the work fails, and only once', async () => {
    const budget = new Budget(1);
    await expect(budget.with(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const giveBack = await budget.take(1);
    giveBack();
    giveBack();
    const first = await budget.take(1);
    let second = false;
    const waiting = budget.take(1).then(() => { second = true; });
    await new Promise((r) => setImmediate(r));
    expect(second).toBe(false);
    first();
    await waiting;
  });
});
