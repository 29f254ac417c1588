import type { Language } from '#contract';

/** A sign that fits on a small plate, and the name, by kind of device; kinds of a county's own get the last one. */
const KINDS: Readonly<Record<string, readonly [zh: string, en: string, nameZh: string, nameEn: string]>> = {
  camera: ['摄', 'C', '摄像机', 'camera'], 'water-level': ['水', 'W', '水位', 'water level'], 'manhole-tilt': ['盖', 'M', '井盖', 'manhole'], smoke: ['烟', 'S', '烟感', 'smoke'], gas: ['气', 'G', '燃气', 'gas'], noise: ['声', 'N', '噪声', 'noise'],
  air: ['空', 'A', '空气', 'air'], 'bin-fill': ['桶', 'B', '垃圾桶', 'bin'], lamp: ['灯', 'L', '路灯', 'lamp'], parking: ['停', 'P', '停车', 'parking'], gateway: ['网', 'K', '网关', 'gateway'], other: ['设', 'D', '其他', 'other'],
};
export const deviceSign = (kind: string, lang: Language): string => (KINDS[kind] ?? KINDS['other'])?.[lang === 'zh' ? 0 : 1] ?? '';
export const deviceKind = (kind: string, lang: Language): string => KINDS[kind]?.[lang === 'zh' ? 2 : 3] ?? kind;
