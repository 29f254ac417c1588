import { optionsOf, UsageError } from './options.js';

describe('the command line', () => {
  it('replays when data is given', () => {
    expect(optionsOf(['--data', 'x.csv.gz', '--rate', '20/s', '--speed', '600', '--limit', '50', '--from', '2018-01-01', '--to', '2018-01-31'], {})).toMatchObject({
      command: 'replay', data: 'x.csv.gz', rate: 20, speed: 600, limit: 50, from: Date.parse('2018-01-01'), to: Date.parse('2018-02-01'), url: 'http://localhost:3000', check: true,
    });
    expect(optionsOf(['demo', '--url', 'http://county:8080/x'], {})).toMatchObject({ command: 'demo', url: 'http://county:8080', speed: 'max' });
    expect(optionsOf(['county-day', '--no-check'], { SIMULATOR_URL: 'http://a:1', SIMULATOR_PASSWORD: 's' })).toMatchObject({ url: 'http://a:1', password: 's', check: false });
  });

  it('tells a story, over the ports that are named or that the settings name', () => {
    expect(optionsOf(['--story', 'rainy-night', '--speed', '20', '--url', 'http://county:8080', '--hj212', 'logger:6002'], { GRID_MQTT_PORT: '1883', GRID_HJ212_PORT: '0', GRID_ONENET_TOKEN: 't' })).toMatchObject({
      command: 'story', story: 'rainy-night', speed: 20, ways: { mqtt: 'mqtt://county:1883', hj212: { host: 'logger', port: 6002 }, onenetToken: 't' },
    });
    expect(optionsOf(['--story', 'river'], { GRID_MQTT_PORT: '0' })).toMatchObject({ speed: 'max', ways: { mqtt: null, hj212: null, onenetToken: null } });
    expect(optionsOf(['demo'], {})).toMatchObject({ story: null });
  });

  it.each([[[]], [['--story', 'drought']], [['story']], [['demo', '--story', 'river']], [['--story', 'river', '--mqtt', 'x']], [['--data', 'x', '--speed', 'fast']], [['--data', 'x', '--rate', '-3/s']], [['--data', 'x', '--from', 'monday']], [['demo', 'twice']], [['dance']], [['replay']], [['--data', 'x', '--url', 'county']], [['--colour', 'red']], [['--data', 'x', '--columns', 'time=a']], [['--data', 'x', '--mapping', '/nowhere.json']]])(
    'refuses %j with a sentence', (args) => { expect(() => optionsOf(args, {})).toThrow(UsageError); });
});
