import { SHARED, wordsOf } from '../shared/i18n/t.js';

/** The words of the supervision inbox, which the board's first numbers do without. */
const WORDS = {
  'order.mine': ['待我处理', 'Waits for me'],
  'order.waiting': ['已督办待回复', 'Ordered, waits for a reply'],
  'order.overdue': ['超期未回复', 'Reply overdue'],
  'order.answered': ['已回复（近 7 天）', 'Answered (last 7 days)'],
  'order.none': ['没有待处理的督办', 'Nothing here'],
  'order.more': ['另有 {n} 件', '{n} more'],
  'order.rung': ['升级第 {n} 级', 'Level {n}'],
  'order.unraised': ['未升级', 'Not escalated'],
  'order.alert': ['{clock}：{rule}', '{clock}: {rule}'],
  'order.demand': ['督办要求', 'Demand'],
  'order.by': ['{who} · {at}', '{who} · {at}'],
  'order.byRule': ['按规则 {rule}', 'by rule {rule}'],
  'order.reply': ['部门回复', 'Reply'],
  'order.noReply': ['尚未回复', 'No reply yet'],
  'order.due': ['回复时限', 'Reply by'],
  'order.told': ['通知回执', 'Who was told'],
  'order.toldNone': ['没有通知', 'Nobody was told'],
  'order.read': ['{at} 已读', 'read {at}'],
  'order.unread': ['未读', 'not read'],
  'order.failed': ['发送失败', 'not delivered'],
  'order.proposal': ['{who} 提请{kind}：{reason}', '{who} proposes: {kind}. {reason}'],
  'order.appeal': ['{department}申诉：{reason}', 'Appeal of {department}: {reason}'],
  'order.dispute': ['权属待裁定', 'Whose it is has to be ruled'],
  'order.act': ['{command} {number}', '{command} {number}'],
  'order.done': ['{number}：已{command}', '{number}: {command} done'],
} as const;

export const t = wordsOf({ ...SHARED, ...WORDS });
