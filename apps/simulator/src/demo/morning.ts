import { HOUR, type DepartmentId } from '#domain';
import type { County } from '../county/county.js';
import { placeIn, type Point } from '../county/geometry.js';
import { kindOf } from '../mapping/mapping.js';
import type { Occurrence } from '../play/occurrence.js';
import { random, seedOf } from '../random.js';

/** Communities of 共和镇: the first twelve digits of their cells. */
const COMMUNITIES = { 茅阳: '532323101001', 兴和: '532323101002', 平屯: '532323101003', 金马: '532323101004', 清波邑: '532323101005', 天台: '532323101201' } as const;
type Community = keyof typeof COMMUNITIES;

/** Seconds after the beginning, seconds that handling takes, where (community and number of the cell), the condition (null: not sure), the words. */
type Line = readonly [after: number, lasts: number, community: Community, cell: number, condition: string | null, text: string, more?: More];
type More = Partial<Pick<Occurrence, 'source' | 'ends' | 'repeats' | 'sameAs' | 'twists' | 'done' | 'device' | 'handled'>> & { /** Needed where the reporter is not sure, or others refer to it. */ readonly filed?: string; readonly name?: string };

const department = (id: string): DepartmentId => id as DepartmentId;
const stays = (stage: 'triage' | 'acceptance' | 'handling' | 'verification' | 'closure' | 'dispatch' | 'confirmation' | 'disputed' | 'suspended'): Pick<More, 'ends'> => ({ ends: { stage } });

/** Everything is invented; streets and places are such as a county town has. */
const LINES: readonly Line[] = [
  // 06:30 the street sweepers' hour: many small things at once, most of them soon done
  [0.0, 20, '金马', 3, 'E0110-1', '东门农贸市场后门成堆生活垃圾未入箱', { done: '已清运并冲洗地面' }],
  [0.3, 24, '金马', 5, 'E0192-1', '市场东侧垃圾箱满溢,外溢到人行道', { done: '已清空并更换垃圾袋' }],
  [0.6, 30, '茅阳', 12, 'E0112-1', '化湖公园北门路面散落泥沙', { done: '已机扫冲洗' }],
  [0.9, 26, '兴和', 20, 'E0192-1', '县第一中学门口果皮箱已满'],
  [1.2, 60, '平屯', 8, 'E0117-1', '左脚舞广场绿化带内有饮料瓶和塑料袋'],
  [1.5, 34, '清波邑', 14, 'E0112-1', '客运站出站口路面油污'],
  [1.8, 90, '茅阳', 30, 'P0137-2', '中园街第三盏路灯不亮', stays('handling')],
  [2.1, 40, '兴和', 33, 'E0410-1', '人民医院门口电动车堵住盲道'],
  [2.4, 22, '平屯', 25, 'E0409-1', '彝和园门口小车停在人行道上', { done: '已通知车主驶离' }],
  [2.7, 120, '清波邑', 40, 'E0136-1', '沙石料堆在路边,未围挡', stays('handling')],
  [3.0, 45, '金马', 18, 'E0405-1', '五金店货物摆出店外两米'],
  [3.3, 300, '茅阳', 44, 'E0134-1', '僵尸车停放数月,轮胎已瘪', stays('acceptance')],
  [3.6, 300, '兴和', 51, 'P0305-1', '垃圾箱破损缺盖', stays('acceptance')],
  [3.9, 70, '平屯', 41, 'E0201-1', '电线杆贴满小广告', { twists: { fails: { note: '背面仍有残留,请再清一遍' } }, done: '小广告已铲除' }],
  // 07:00 market morning: everybody sells at once, several people see the same
  [4.2, 50, '金马', 7, 'E0406-1', '东门农贸市场外流动菜摊占用车行道', { name: 'market-stalls', done: '摊贩已劝入市场内经营' }],
  [4.6, 28, '金马', 8, 'E0402-1', '早市超时未撤摊,公交车进不来'],
  [5.0, 36, '金马', 9, 'E0409-1', '赶集三轮车乱停,堵住路口'],
  [5.4, 30, '金马', 10, 'E0405-1', '农具店把锄头簸箕摆上人行道'],
  [5.8, 18, '金马', 11, 'E0401-1', '无照游商沿街叫卖水果'],
  [6.2, 30, '金马', 7, 'E0406-1', '菜摊占道,和刚才市民反映的是同一处', { sameAs: 'market-stalls' }],
  [6.6, 30, '金马', 7, null, '热线来电:东门市场门口摆摊的把路占了,送小孩上学过不去', { source: 'hotline', repeats: 'market-stalls', filed: 'E0406-1' }],
  // what the ordinary day leaves to people
  [7.0, 90, '茅阳', 21, null, '巷子里有股怪味,说不清是什么', { ...stays('triage'), filed: 'E0190-1' }],
  [7.4, 90, '兴和', 12, null, '市民来电:楼上装修从早敲到晚', { source: 'hotline', ...stays('triage'), filed: 'E0301-1' }],
  [7.8, 60, '平屯', 17, 'E0190-1', '多位居民反映夜里有焦糊味', { source: 'public', twists: { confirmation: true }, ...stays('confirmation') }],
  [8.2, 50, '清波邑', 22, 'E0304-1', '工地未洒水,扬尘大', { source: 'public', twists: { confirmation: true }, done: '已责令洒水,覆盖防尘网' }],
  [8.6, 80, '天台', 4, 'E0111-1', '村口建筑垃圾堆放多日', { twists: { extended: { reason: '需调挖机,请求延期一日', more: 8 * HOUR } } }],
  [9.0, 60, '茅阳', 9, 'P0123-1', '不明井盖缺失,已用树枝临时围挡', { twists: { returned: { reason: '井内为通信光缆,应由通信企业处置', to: department('TEL') } }, done: '已补装通信井盖' }],
  [9.4, 60, '兴和', 28, 'P0102-1', '污水井盖移位,露出半尺缺口', { done: '井盖已复位加固' }],
  [9.8, 90, '平屯', 33, 'E0113-2', '人行道地砖松动十余块', { twists: { suspended: { reason: '同型号地砖缺货,到货后施工', days: 5 } } , ...stays('suspended') }],
  [10.2, 60, '清波邑', 31, 'P0126-1', '沟槽盖板断裂,权属说不清', { twists: { disputed: { reason: '该段排水沟未移交我单位' } }, ...stays('disputed') }],
  [10.4, 60, '兴和', 44, 'P0123-1', '人行道井盖缺失,无权属标识', { twists: { disputed: { reason: '井内管线不属我镇管理' }, steps: 1 }, ...stays('disputed') }],
  [10.6, 60, '金马', 27, 'E0203-1', '店铺门头外加设灯箱', { twists: { asks: { kind: 'extension', reason: '当事人外出,请求延期', more: 4 * HOUR } } }],
  [11.0, 40, '茅阳', 52, 'E0207-1', '护栏上挂满商业横幅', stays('verification')],
  [11.4, 44, '兴和', 60, 'E0128-1', '手机店门口音响高音揽客', stays('verification')],
  [11.8, 90, '平屯', 50, 'P0146-1', '健身器材踏板脱落', stays('dispatch')],
  [12.2, 40, '清波邑', 9, 'E0113-1', '路面坑槽较深,电动车避让危险', { ...stays('closure'), done: '已冷补沥青' }],
  [12.6, 60, '天台', 9, 'E0120-1', '田边有人焚烧秸秆', { done: '已现场扑灭并劝导' }],
  // what the centre, the townships and the grid members do beside the usual
  [12.8, 40, '兴和', 24, 'E0117-1', '花坛里几个饮料瓶,已顺手捡走', { handled: '现场清理,装袋带走' }],
  [13.0, 40, '平屯', 36, 'E0201-1', '单元门上小广告,已当场撕除', { handled: '已撕除并擦净', ...stays('closure') }],
  [13.2, 60, '金马', 44, 'E0136-1', '沙石料占道三日未清', { twists: { ordered: { demand: '请说明三日未清的原因和完成时间', within: 4 * HOUR } }, ...stays('handling') }],
  [13.4, 60, '清波邑', 45, 'E0699-1', '两家因排水沟争执,沟边电线低垂', { twists: { whistled: { departments: [department('WTR'), department('PWR')], reason: '请供排水、供电到场共同查看' }, steps: 1 }, ...stays('handling') }],
  [13.6, 80, '天台', 15, 'E0111-1', '征地遗留建筑垃圾,权利人在外地', { twists: { ending: { kind: 'forced', reason: '列入征地清理专项,按工程处理', document: '牟城管〔2026〕12号', waits: true } }, ...stays('handling') }],
  [13.8, 60, '茅阳', 26, 'P0402-2', '行道树枯死两株', { twists: { arrives: true }, done: '已挖除枯树,待雨季补植' }],
  // 08:00 offices open: a steady trickle
  [22, 40, '茅阳', 25, 'E0405-1', '早点铺桌椅摆上人行道'],
  [26, 50, '兴和', 41, 'E0110-1', '小区门口暴露垃圾'],
  [31, 90, '平屯', 3, 'E0699-1', '楼上楼下因漏水争吵,请求调解', stays('handling')],
  [36, 36, '清波邑', 50, 'E0410-1', '共享单车倒成一片'],
  [40, 60, '金马', 33, 'P0217-1', '交通护栏被撞断一段', stays('handling')],
  [45, 40, '茅阳', 60, 'E0302-1', '未见许可的围挡占了半条路', { twists: { asks: { kind: 'return', reason: '该路段为在建县道,由交通运输局许可', suggest: department('TRA') } } }],
  [50, 30, '兴和', 7, null, '路边有只死狗', { filed: 'E0137-1' }],
  // 09:20 a shower: water first, then what it lifts and undermines
  [60, 50, '兴和', 15, 'E0506-1', '下穿通道积水读数 21 cm,持续两分钟', { device: true, source: 'sensor', name: 'underpass' }],
  [62, 45, '平屯', 12, 'E0506-1', '十字路口积水没过脚踝,车辆缓行', { name: 'crossing', done: '排水口已疏通,积水退去' }],
  [64, 60, '平屯', 12, 'E0506-1', '路口积水,行人绕行', { sameAs: 'crossing' }],
  [66, 50, '清波邑', 6, 'E0506-1', '农贸市场西侧路面积水约二十厘米'],
  [68, 300, '金马', 40, 'E0506-1', '地下车库入口积水,需抽排', stays('acceptance')],
  [70, 40, '茅阳', 17, 'P0103-1', '雨水井盖被顶开,水中看不清', { done: '井盖已复位,设警示桩' }],
  [72, 300, '兴和', 17, 'P0103-1', '井盖移位,电动车差点陷进去', stays('acceptance')],
  [74, 60, '平屯', 20, 'E0503-1', '雨水口堵塞,污水倒灌进铺面'],
  [76, 60, '清波邑', 33, 'P0104-5', '雨水箅子被树叶堵死'],
  [79, 40, '茅阳', 5, 'P0402-1', '大风吹断树枝横在路上', { done: '断枝已锯解清走' }],
  [82, 30, '平屯', 12, null, '热线来电:十字路口水太深,公交停在路中间', { source: 'hotline', repeats: 'crossing', filed: 'E0506-1' }],
  [85, 300, '兴和', 45, 'E0505-1', '雨后路面塌陷一处,约一米见方', stays('handling')],
  [90, 50, '金马', 20, 'E0501-3', '昨日修管后路面未恢复,积成水坑', stays('handling')],
  // 09:50 what had been cleared this morning is there again
  [100, 60, '金马', 3, 'E0110-1', '东门农贸市场后门又堆出生活垃圾,早上刚清过', stays('handling')],
  // 10:10 a broken water main: three steps, and the municipal works beside the water company
  [110, 70, '茅阳', 36, 'E0501-4', '茅州路供水管爆裂,水柱两米高', { name: 'main', twists: { arrives: true, steps: 2 }, ...stays('handling') }],
  [113, 60, '茅阳', 36, 'E0501-1', '同一处爆管,水已漫过人行道', { sameAs: 'main' }],
  [116, 60, '茅阳', 37, null, '热线来电:家里突然停水,街上在喷水', { source: 'hotline', repeats: 'main', filed: 'E0501-1' }],
  [120, 60, '茅阳', 38, 'E0409-1', '抢修路段车辆掉头堵死'],
  [126, 60, '茅阳', 36, 'E0113-1', '水冲出路面空洞,已摆锥桶', { ...stays('handling') }],
  // late morning
  [140, 50, '清波邑', 18, 'E0301-1', '工地午间打桩扰民'],
  [150, 40, '平屯', 28, 'E0123-1', '餐馆油烟直排居民楼', stays('verification')],
  [160, 40, '兴和', 23, 'E0406-1', '校门口烧烤三轮车占道'],
  [170, 40, '金马', 2, 'E0192-1', '散市后垃圾箱再次满溢'],
  [176, 40, '天台', 12, 'E0125-1', '水塘漂浮垃圾', stays('handling')],
  [182, 40, '清波邑', 27, 'P0214-2', '人行横道信号灯一侧不亮'],
  [190, 30, '茅阳', 48, null, '市民反映没看到人修路灯,现场核对灯已亮', { ends: { stage: 'refused', code: 'not-true', note: '现场核对路灯正常,不予立案' }, filed: 'P0137-2' }],
  [198, 40, '兴和', 36, 'E0112-1', '洒水车过后路面仍有油污'],
];

/** The scripted morning: the same list every time, so that playing it again changes nothing. */
export function morning(county: County): Occurrence[] {
  const awaited = new Map<string, string[]>();
  const list = LINES.map(([after, lasts, community, cell, condition, text, more = {}], n) => {
    const { name = `m${String(n + 1).padStart(2, '0')}`, filed = condition ?? 'E0698-1', ...rest } = more;
    if (rest.repeats) awaited.set(rest.repeats, [...(awaited.get(rest.repeats) ?? []), name]);
    return {
      name, after: after * 1000, lasts: lasts * 1000, place: placeOf(county, community, cell), source: 'grid-member' as const, reported: condition === null ? null : kindOf(condition), filed: kindOf(filed),
      text, repeats: null, awaits: [], ends: { stage: 'closed' as const }, ...rest,
    } satisfies Occurrence;
  });
  return list.map((o) => ({ ...o, awaits: awaited.get(o.name) ?? [] }));
}

/** A place in the numbered cell of a community; in a county without it, anywhere in town. */
function placeOf(county: County, community: Community, cell: number): Point {
  const cells = county.cells.filter((c) => c.id.startsWith(COMMUNITIES[community]));
  const dice = random(seedOf(`${community}${cell}`));
  const chosen = (cells.length > 0 ? cells : county.town)[cell % Math.max(1, cells.length || county.town.length)];
  if (chosen === undefined) throw new RangeError('the county has no cells');
  return placeIn(chosen.area, 0.3 + dice.next() * 0.4, 0.3 + dice.next() * 0.4);
}
