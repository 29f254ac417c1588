import { rangeOf } from './range.js';

describe('rangeOf', () => {
  it.each([
    [undefined, 'all'], ['bytes=0-9', { start: 0, end: 9 }], ['bytes=90-', { start: 90, end: 99 }], ['bytes=-10', { start: 90, end: 99 }], ['bytes=-500', { start: 0, end: 99 }],
    ['bytes=50-1000', { start: 50, end: 99 }], ['bytes=99-99', { start: 99, end: 99 }], ['bytes=100-', 'unsatisfiable'], ['bytes=100-200', 'unsatisfiable'], ['bytes=-0', 'unsatisfiable'],
    ['bytes=9-3', 'all'], ['bytes=-', 'all'], ['bytes=0-1,5-6', 'all'], ['items=0-1', 'all'], ['bytes=a-b', 'all'], ['bytes=0-99999999999999999999', { start: 0, end: 99 }],
  ] as const)('%s of 100 bytes', (header, expected) => { expect(rangeOf(header, 100)).toEqual(expected); });
});
