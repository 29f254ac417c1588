import type { Language } from './words.js';

/** What exactly was wrong with something that a device sent, in both languages; `{…}` is a parameter. */
const TEXTS = {
  'no-device': ['未指明设备', 'names no device'], 'no-metric': ['未指明监测量', 'names no metric'], 'no-number': ['不是有限的数值', 'is not a finite number'], 'no-time': ['时间不可能', 'has a time that cannot be'], 'no-unit': ['单位不是名称', 'has a unit that is no name'], 'no-code': ['事件代码不是名称', 'has an event code that is no name'],
  'not-utf8': ['不是 UTF-8', 'is not UTF-8'], 'too-deep': ['嵌套超过 {most} 层', 'is nested more than {most} levels deep'], 'not-json': ['不是 JSON：{why}', 'is not JSON: {why}'], 'not-cbor': ['不是 CBOR：{why}', 'is not CBOR: {why}'], 'not-xml': ['不是 XML：{why}', 'is not XML: {why}'], 'not-gb18030': ['既不是 GB18030 也不是 UTF-8', 'is neither GB18030 nor UTF-8'],
  'document-type': ['含文档类型声明', 'has a document type'], 'no-notify': ['不是 Notify', 'is no Notify'], 'no-alarm': ['不是报警', 'is no alarm'], 'no-priority': ['优先级不在 1 至 4', 'is no priority from 1 to 4'], missing: ['缺失', 'is missing'],
  'no-reading': ['没有读数', 'holds no reading'], 'not-a-reading': ['不是读数', 'is no reading'], 'no-readings-object': ['不是读数对象', 'is no object of readings'], 'no-devices-object': ['不是设备对象', 'is no object of devices'],
  'no-records': ['不是记录列表', 'is no list of records'], 'no-record': ['不是记录', 'is no record'], 'no-value': ['没有数值', 'holds no value'], 'several-values': ['含多个数值：{labels}', 'holds several values: {labels}'], 'no-senml-name': ['名称不符合 SenML', 'has no name of SenML'], 'must-understand': ['要求理解 {label}', 'asks that {label} be understood'], 'text-value': ['是文本，不是数值', 'is a text, not a number'], 'data-value': ['是数据块，不是数值', 'is a block of data, not a number'],
  'base-version': ['版本是 {said}，不是 {known}', 'is of the version {said}, not {known}'], 'base-number': ['{label} 不是数值', '{label} is no number'], 'base-text': ['{label} 不是文本', '{label} is no text'],
  'no-observation': ['不是观测', 'is no observation'], 'no-datastream': ['未指明 Datastream', 'names no Datastream'], 'no-arrays': ['不是数据数组列表', 'is no list of data arrays'], 'no-result': ['components 中没有 result', 'has no component result'], 'no-data-array': ['没有 dataArray', 'has no dataArray'], 'rows-differ': ['声明 {said} 行，实有 {has} 行', 'says {said} rows, there are {has}'], 'no-row': ['不是一行', 'is no row'],
  'no-notification': ['不是通知：没有 data 列表', 'is no notification: it has no list data'], 'no-entity': ['不是实体', 'is no entity'], 'no-attribute': ['没有可作读数的属性', 'has no attribute that could be a reading'],
  'no-events': ['不是事件列表', 'is no list of events'], 'holds-no-event': ['没有事件', 'holds no event'], 'no-event': ['不是事件', 'is no event'], 'no-event-name': ['未指明事件', 'names no event'], 'event-format': ['格式是 {media}', 'is in the format {media}'], 'no-attributes': ['没有事件属性', 'carries no attributes of an event'], 'two-data': ['data 与 data_base64 并存，或 data_base64 不是文本', 'has both data and data_base64, or a data_base64 that is no text'], 'no-data': ['没有可作读数的数据', 'has no data that could be a reading'],
  'no-specversion': ['没有 specversion', 'has no specversion'], specversion: ['specversion 是 {said}', 'is of the specversion {said}'], 'no-attribute-of': ['没有 {name}', 'has no {name}'], 'no-rfc3339': ['时间不是 RFC 3339 时刻', 'has a time that is no RFC 3339 instant'], confidence: ['置信度既不是 0–1 也不是百分数', 'has a confidence that is neither 0 … 1 nor per cent'],
  'no-alerts': ['没有 alerts 列表', 'has no list alerts'], 'alerts-version': ['版本是 {said}', 'is of the version {said}'], 'no-alertname': ['没有 alertname', 'has no alertname'], 'no-alert-state': ['既不是 firing 也不是 resolved', 'is neither firing nor resolved'],
  'no-deveui': ['未指明 deviceInfo.devEui', 'names no deviceInfo.devEui'], 'no-battery': ['声明没有电量', 'says that there is no battery level'], 'no-uplink': ['不是上行', 'is no uplink'], 'no-codec': ['没有解码对象：设备配置缺少编解码器', 'has no decoded object: the device profile has no codec'],
  encrypted: ['已加密：请为此推送选择明文', 'is encrypted: choose plain messages for this push'], 'no-msg': ['没有 msg', 'has no msg'], 'no-message': ['不是消息', 'is no message'], 'command-answer': ['是命令应答', 'is the answer to a command'], 'message-type': ['未知类型 {said}', 'has the unknown type {said}'],
  'no-segment': ['没有 CP=&&…&&，或不是 GB2312', 'has no CP=&&…&&, or is not GB2312'], 'no-logger': ['未指明数采仪', 'names no logger'], 'no-command': ['没有命令编码', 'has no command'], 'command-unread': ['命令 {said} 不带读数', '{said} carries no readings'], 'no-factor': ['不是带数值类型的因子', 'is no factor with a kind of value'], 'flag-alone': ['只有标记没有数值', 'has a flag and no value'],
  'no-frame': ['不是数据包', 'is no frame'], 'no-length': ['没有四位长度', 'has no length of four digits'], endless: ['{most} 字节内没有结尾', 'has no end in {most} bytes'], 'crc-differs': ['校验码与内容不符', 'has another CRC than its bytes'], 'length-differs': ['声明 {said} 字节，实有 {has} 字节', 'says {said} bytes, has {has}'], password: ['密码不符', 'has another password'],
  'unregistered-device': ['登记簿中没有此设备', 'is not in the register'], 'unregistered-metric': ['登记簿中此设备没有这个监测量', 'measures something that the register does not name'], 'foreign-device': ['设备已停用，或属于另一个账号', 'is a device of another account, or not active'], 'unit-differs': ['单位 {said} 与 {kept} 不能换算', '{said} does not become {kept}'], 'not-finite': ['{value} 不是有限的数值', '{value} is not finite'],
  'many-codes': ['事件代码超出一个监测量的上限', 'has more codes than a series can have'], 'not-judged': ['无法判断：{why}', 'cannot be judged: {why}'], 'no-topic': ['主题 {topic} 上没有可用协议', 'nothing is spoken on the topic {topic}'], 'large-packet': ['MQTT 报文 {bytes} 字节以上，上限 {most}', 'is an MQTT packet of {bytes} bytes or more; at most {most} are taken'], 'large-body': ['正文 {bytes} 字节，上限 {most}', 'is a body of {bytes} bytes; at most {most} are taken'],
  unsigned: ['没有签名', 'carries no signature'], 'signature-differs': ['签名与消息不符', 'has another signature than its message'], 'taken-already': ['已接收过', 'was taken already'], 'signed-wrong': ['签名不是该账号任何密钥所签', 'is not signed with a secret of its account'], 'signed-stale': ['签名时间戳超出 {seconds} 秒', 'was signed more than {seconds} seconds away from the clock here'], 'nonce-used': ['随机数已用过', 'has a nonce that was used before'], 'unknown-certificate': ['证书 {fingerprint} 未登记', 'has the certificate {fingerprint}, which names no account'],
  crowded: ['此类内容已超出保存上限，只计数', 'is one of too many: they are counted, and their bytes are not kept'],
} as const satisfies Readonly<Record<string, readonly [zh: string, en: string]>>;

export type ReadingDetailCode = keyof typeof TEXTS;
export const READING_DETAILS = Object.keys(TEXTS) as readonly ReadingDetailCode[];
type Names<S extends string> = S extends `${string}{${infer P}}${infer Rest}` ? P | Names<Rest> : never;
type ParamsOf<C extends ReadingDetailCode> = Readonly<Record<Names<(typeof TEXTS)[C][1]>, string | number>>;
/** Codes that say it all without parameters. */
export type PlainDetailCode = { [C in ReadingDetailCode]: [Names<(typeof TEXTS)[C][1]>] extends [never] ? C : never }[ReadingDetailCode];

export interface ReadingDetail { readonly code: ReadingDetailCode; readonly params: Readonly<Record<string, string | number>> }

/** A detail with all of its parameters; texts among them are cut after 200 characters. */
export function readingDetail<C extends ReadingDetailCode>(code: C, ...[params]: C extends PlainDetailCode ? [] : [ParamsOf<C>]): ReadingDetail {
  return { code, params: Object.fromEntries(Object.entries<string | number>(params ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, 200) : value])) };
}

/** The detail as a sentence without its subject; the code itself where it is of a later version. */
export function readingDetailText({ code, params }: { readonly code: string; readonly params: ReadingDetail['params'] }, lang: Language): string {
  const texts = Object.hasOwn(TEXTS, code) ? TEXTS[code as ReadingDetailCode] : undefined;
  return texts === undefined ? code : texts[lang === 'zh' ? 0 : 1].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
}
