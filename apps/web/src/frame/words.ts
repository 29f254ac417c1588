import { SHARED, wordsOf } from '../shared/i18n/t.js';

/** The words of the frame around the pages, Chinese first; they are loaded with its pages and not before. */
const WORDS = {
  'frame.nav': ['主要页面', 'Main pages'],
  'frame.desk': ['案件', 'Cases'],
  'frame.board': ['看板', 'Board'],
  'frame.sensing': ['感知', 'Sensing'],
  'frame.skip': ['跳到内容', 'Skip to content'],
  'frame.book': ['规则库', 'Rule book'],
  'frame.admin': ['管理', 'Administration'],
  'user.password': ['修改密码', 'Change password'],
  'inbox.open': ['打开收件箱', 'Open the inbox'],
  'notices.unread': ['通知，{n} 条未读', 'Notices, {n} unread'],
  'nowhere.title': ['没有这个页面', 'There is no such page'],
  'nowhere.text': ['地址可能有误，或页面已移走。', 'The address may be wrong, or the page has moved.'],
  'search.placeholder': ['案件号、描述', 'Number or description'],
  'status.live': ['实时', 'Live'],
  'status.polling': ['轮询', 'Polling'],
  'status.connecting': ['连接中', 'Connecting'],
  'status.offline': ['离线', 'Offline'],
  'status.asOf': ['数据截至 {at}', 'as of {at}'],
  'status.time': ['服务器时间 {at}', 'Server time {at}'],
  'status.slow': ['与服务器时间相差 {n} 分，已按服务器时间计时', 'This device is {n} min behind; server time is used'],
  'status.fast': ['与服务器时间相差 {n} 分，已按服务器时间计时', 'This device is {n} min ahead; server time is used'],
  'user.menu': ['用户菜单', 'User menu'],
  'user.of': ['{name} 的菜单', 'Menu of {name}'],
  'user.leave': ['退出登录', 'Sign out'],
} as const;

export const t = wordsOf({ ...SHARED, ...WORDS });
