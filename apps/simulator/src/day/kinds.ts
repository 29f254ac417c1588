import { kindOf, type Kind } from '../mapping/mapping.js';

/** What happens in a county town on ordinary days: how often, how long handling usually takes, and in which words it is reported. */
export interface Happening {
  readonly kind: Kind;
  readonly weight: number;
  /** Middle of the handling time in hours; half of the cases take less. */
  readonly hours: number;
  readonly texts: readonly string[];
}

const row = (condition: string, weight: number, hours: number, ...texts: string[]): Happening => ({ kind: kindOf(condition), weight, hours, texts });

export const ORDINARY: readonly Happening[] = [
  row('E0110-1', 12, 2.5, '路口旁成堆生活垃圾未入箱', '巷口垃圾袋散落一地,有异味', '小区门口暴露垃圾'),
  row('E0112-1', 9, 1.5, '路面散落泥沙', '早市散后菜叶污水满地', '洒水车过后路面仍有油污'),
  row('E0192-1', 8, 2, '垃圾箱满溢,外溢到人行道', '果皮箱已满无人清'),
  row('E0406-1', 8, 1, '流动摊点占道卖水果', '烧烤摊占用人行道', '三轮车占道卖菜'),
  row('E0405-1', 7, 1.2, '五金店货物摆到门外', '餐馆桌椅摆上人行道', '服装店店外摆货架'),
  row('E0409-1', 10, 1.5, '小车停在人行道上', '路口违停影响通行', '货车占用公交站停放'),
  row('E0410-1', 4, 1.5, '电动车乱停堵住盲道', '共享单车倒成一片'),
  row('E0113-2', 4, 30, '人行道地砖破损松动', '路面沉陷开裂'),
  row('E0113-1', 2, 2, '路面坑槽较深,电动车避让危险', '路边塌边露出空洞'),
  row('E0136-1', 4, 9, '沙石料堆在路边未围挡', '装修材料堆占人行道'),
  row('E0111-1', 3, 24, '建筑垃圾堆放多日无人清运'),
  row('E0201-1', 4, 8, '电线杆贴满小广告', '墙面喷涂办证广告'),
  row('E0203-1', 2, 9, '店铺门头外加设灯箱广告'),
  row('E0207-1', 2, 8, '护栏上悬挂商业横幅'),
  row('E0301-1', 2, 1.5, '工地夜间施工噪声扰民'),
  row('E0304-1', 2, 2, '工地扬尘,未洒水降尘'),
  row('E0128-1', 2, 1.2, '商铺音响高音揽客'),
  row('E0129-1', 2, 1, '夜市露天烧烤油烟大'),
  row('E0120-1', 1, 1, '空地有人焚烧树叶秸秆'),
  row('E0137-1', 1.5, 3, '路中有动物尸体'),
  row('E0117-1', 3, 3, '绿化带内有塑料袋和饮料瓶'),
  row('E0503-1', 2, 3, '下水道堵塞,污水外溢'),
  row('P0103-2', 1.5, 3, '雨水井盖破损'),
  row('P0102-1', 1, 1.5, '污水井盖移位,露出缺口'),
  row('P0123-1', 0.7, 2, '不明井盖缺失,已用树枝临时围挡'),
  row('P0137-2', 4, 14, '路灯不亮', '巷内一盏路灯坏了'),
  row('P0214-2', 1, 6, '人行横道信号灯一侧不亮'),
  row('P0402-2', 1.5, 12, '行道树枯死'),
  row('P0305-1', 2, 20, '垃圾箱破损缺盖'),
  row('P0217-1', 1.5, 20, '交通护栏被撞断一段'),
  row('E0134-1', 1, 40, '僵尸车停放数月,轮胎已瘪'),
  row('E0699-1', 1, 30, '楼上楼下因漏水争吵,请求调解'),
];

/** A shower: water first, then what it lifts and undermines. */
export const SHOWER: readonly Happening[] = [
  row('E0506-1', 8, 1.2, '路面积水没过脚踝', '十字路口积水,车辆缓行', '地下通道口积水'),
  row('E0503-1', 4, 3, '雨水口堵塞,污水倒灌', '排水沟满溢上路'),
  row('P0103-1', 3, 1.5, '雨水井盖被顶开', '井盖移位,水中看不清'),
  row('P0104-5', 3, 6, '雨水箅子被树叶堵死'),
  row('P0402-1', 2, 2, '大风吹断树枝横在路上'),
  row('E0505-1', 0.6, 2, '雨后路面塌陷一处'),
];

/** A market morning: everybody sells at once. */
export const MARKET: readonly Happening[] = [
  row('E0406-1', 6, 1, '赶集摊位摆到车行道', '占道卖菜,公交进不来'),
  row('E0402-1', 5, 1.2, '早市超时未撤摊', '早市摊位超出划线'),
  row('E0405-1', 3, 1, '店外摆卖农具'),
  row('E0409-1', 4, 1.2, '赶集车辆乱停堵路'),
  row('E0112-1', 4, 1.5, '集市散后垃圾遍地'),
  row('E0401-1', 3, 0.8, '无照游商沿街叫卖'),
];
