import { tileHosts } from './security.js';

describe('the hosts of the map tiles', () => {
  it('are named once each, spread ones one by one, and nothing more', () => {
    expect(tileHosts('https://t{0-2}.tianditu.gov.cn/vec_w/wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=k https://t{0-2}.tianditu.gov.cn/cva_w/wmts?x={x}{y}{z}')).toEqual(['https://t0.tianditu.gov.cn', 'https://t1.tianditu.gov.cn', 'https://t2.tianditu.gov.cn']);
    expect(tileHosts('http://tiles.county.lan:8080/{z}/{x}/{y}.png')).toEqual(['http://tiles.county.lan:8080']);
    expect(tileHosts(null)).toEqual([]);
  });
});
