import type { AlarmSeverity, Health, Quality, RuleAct, SuppressionKind, TriggerCondition, TriggerPolicy, TriggerState } from '#domain';
import type { QuarantineState, ReadingReason } from './readings.js';
import type { Language } from './words.js';

/** The words of readings, alarms and trigger rules: apart from those that every page needs. */
export interface SensingWords {
  readonly alarmSeverity: Readonly<Record<AlarmSeverity, string>>;
  readonly triggerPolicy: Readonly<Record<TriggerPolicy, string>>;
  readonly triggerState: Readonly<Record<TriggerState, string>>;
  readonly triggerCondition: Readonly<Record<TriggerCondition['kind'], string>>;
  readonly suppression: Readonly<Record<SuppressionKind, string>>;
  readonly ruleAct: Readonly<Record<RuleAct, string>>;
  readonly quality: Readonly<Record<Quality, string>>;
  readonly health: Readonly<Record<Health, string>>;
  /** Why something that a device sent was not taken. */
  readonly readingReason: Readonly<Record<ReadingReason, string>>;
  readonly quarantineState: Readonly<Record<QuarantineState, string>>;
}

export const SENSING_WORDS: Readonly<Record<Language, SensingWords>> = {
  zh: {
    alarmSeverity: { notice: '提示', warning: '警告', critical: '严重' },
    triggerPolicy: { review: '人工审核', auto_file: '自动立案', auto_dispatch: '自动派遣', maintenance: '设备维护' },
    triggerState: { draft: '草稿', shadow: '试运行', live: '生效', off: '停用' },
    triggerCondition: { threshold: '超过阈值', outside: '超出区间', rate: '变化过快', window: '时段统计', event: '事件', stuck: '读数不变', nodata: '无数据', compare: '两测点比较', composite: '组合' },
    suppression: { maintenance: '维护时段', exemption: '豁免区域' },
    ruleAct: { written: '起草', edited: '修改', tried: '回测', shadowed: '试运行', enabled: '生效', disabled: '停用', trusted: '开始自动派遣（判定达到要求）', distrusted: '停止自动派遣（判定低于要求）' },
    quality: { good: '正常', uncertain: '时间不确定', range: '超量程', fault: '故障', maintenance: '维护', calibration: '校准', manual: '手工', communication: '通信异常', late: '迟到', clamped: '时钟超前' },
    health: { unknown: '未知', online: '在线', late: '延迟', silent: '失联', stuck: '数值卡死', flat: '长期不变', jumping: '跳变', 'out-of-range': '超量程', faulty: '故障', 'low-battery': '电量低' },
    readingReason: {
      'not-json': '不是 JSON', 'not-cbor': '不是 CBOR', 'not-xml': '不是 XML', shape: '结构不符', length: '长度不符', crc: '校验码不符', encoding: '编码错误', time: '时间不可能', unit: '单位不符', value: '数值无效', signature: '签名不符', stale: '时间戳过期', replayed: '重放请求', 'unknown-device': '设备未登记',
      'unknown-metric': '监测量未登记', 'too-large': '过大', unsupported: '无法处理', 'not-allowed': '无权发送',
    },
    quarantineState: { kept: '待处理', replayed: '已重放', dismissed: '已忽略' },
  },
  en: {
    alarmSeverity: { notice: 'Notice', warning: 'Warning', critical: 'Critical' },
    triggerPolicy: { review: 'A person looks first', auto_file: 'Filed by itself', auto_dispatch: 'Dispatched by itself', maintenance: 'Upkeep of the device' },
    triggerState: { draft: 'Draft', shadow: 'On trial', live: 'In force', off: 'Off' },
    triggerCondition: { threshold: 'Threshold', outside: 'Out of bounds', rate: 'Rate of change', window: 'Over a window', event: 'Event', stuck: 'Does not move', nodata: 'Silence', compare: 'Compared with another point', composite: 'Combined' },
    suppression: { maintenance: 'Maintenance window', exemption: 'Exempted zone' },
    ruleAct: { written: 'Written', edited: 'Changed', tried: 'Tried on history', shadowed: 'Put on trial', enabled: 'Put in force', disabled: 'Switched off', trusted: 'Dispatches by itself from here on: its verdicts reach what was asked', distrusted: 'Dispatches no more by itself: its verdicts fall short' },
    quality: { good: 'Good', uncertain: 'Time uncertain', range: 'Out of range', fault: 'Fault', maintenance: 'Maintenance', calibration: 'Calibration', manual: 'Entered by hand', communication: 'Communication fault', late: 'Late', clamped: 'Clock ahead' },
    health: { unknown: 'Unknown', online: 'Online', late: 'Late', silent: 'Silent', stuck: 'Stuck', flat: 'Flat', jumping: 'Jumping', 'out-of-range': 'Out of range', faulty: 'Faulty', 'low-battery': 'Low battery' },
    readingReason: {
      'not-json': 'Not JSON', 'not-cbor': 'Not CBOR', 'not-xml': 'Not XML', shape: 'Wrong shape', length: 'Wrong length', crc: 'Wrong checksum', encoding: 'Wrong encoding', time: 'Impossible time', unit: 'Wrong unit', value: 'Invalid value', signature: 'Wrong signature', stale: 'Stale timestamp', replayed: 'Replayed request',
      'unknown-device': 'Unknown device', 'unknown-metric': 'Unknown metric', 'too-large': 'Too large', unsupported: 'Cannot be handled', 'not-allowed': 'Not allowed to send',
    },
    quarantineState: { kept: 'Kept', replayed: 'Replayed', dismissed: 'Dismissed' },
  },
};
