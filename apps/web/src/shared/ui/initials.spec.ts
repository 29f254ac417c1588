import { answers, initials } from './initials.js';

describe('looking things up', () => {
  it('knows the initials of Chinese words', () => {
    expect(initials('暴露垃圾')).toBe('bllj');
    expect(initials('上水井盖')).toBe('ssjg');
    expect(initials('污燃气路灯消防广告噪音施工占道积树木电力通信破损私搭乱建店外经营非机动车')).toBe('wrqldxfgggzysgzdjsmdltxpssdljdwjyfjdc'.replace('fggg', 'fgg'));
    expect(initials('鸟欧恩安怕吃米门妈马摸拿特他夕呀匝作')).toBe('noeapcmmmmmnttxyzz');
    expect(initials('共享单车 A')).toBe('gxdc a');
  });
  it('puts the name before everything else that is known', () => {
    const best = (search: string, list: readonly (readonly [string, string])[]): string | undefined => [...list].sort((a, b) => answers(search, ...b) - answers(search, ...a))[0]?.[0];
    const classes = [['擅自架设管线、杆线', 'E0108 Illegal cables 市容环境'], ['暴露垃圾', 'E0110 Exposed rubbish 市容环境'], ['路灯', 'P0137 Street light 公用设施']] as const;
    expect(best('bl', classes)).toBe('暴露垃圾');
    expect(best('垃圾', classes)).toBe('暴露垃圾');
    expect(best('e0108', classes)).toBe('擅自架设管线、杆线');
    expect(best('street', classes)).toBe('路灯');
  });
  it('does not find Latin letters in the middle of a word', () => {
    expect(answers('bl', '擅自架设', 'Illegal cables')).toBe(0);
    expect(answers('cab', '擅自架设', 'Illegal cables')).toBeGreaterThan(0);
  });
});
