import { optionsOf, UsageError } from './options.js';

describe('the command line', () => {
  it('replays when data is given', () => {
    expect(optionsOf(['--data', 'x.csv.gz', '--rate', '20/s', '--speed', '600', '--limit', '50', '--from', '2018-01-01', '--to', '2018-01-31'], {})).toMatchObject({
      command: 'replay', data: 'x.csv.gz', rate: 20, speed: 600, limit: 50, from: Date.parse('2018-01-01'), to: Date.parse('2018-02-01'), url: 'http://localhost:3000', check: true,
    });
    expect(optionsOf(['demo', '--url', 'http://county:8080/x'], {})).toMatchObject({ command: 'demo', url: 'http://county:8080', speed: 'max' });
    expect(optionsOf(['county-day', '--no-check'], { SIMULATOR_URL: 'http://a:1', SIMULATOR_PASSWORD: 's' })).toMatchObject({ url: 'http://a:1', password: 's', check: false });
  });

  it.each([[[]], [['--data', 'x', '--speed', 'fast']], [['--data', 'x', '--rate', '-3/s']], [['--data', 'x', '--from', 'monday']], [['demo', 'twice']], [['dance']], [['replay']], [['--data', 'x', '--url', 'county']], [['--colour', 'red']], [['--data', 'x', '--columns', 'time=a']], [['--data', 'x', '--mapping', '/nowhere.json']]])(
    'refuses %j with a sentence', (args) => { expect(() => optionsOf(args, {})).toThrow(UsageError); });
});
