import { SHARED, wordsOf } from '../shared/i18n/t.js';

/** The words of the follow page, Chinese first; they are loaded with its pages and not before. */
const WORDS = {
  'follow.title': ['上报进度查询', 'Follow a report'],
  'follow.code': ['查询码', 'Follow code'],
  'follow.codeHint': ['上报时得到的一串字母和数字', 'The letters and digits given when it was reported'],
  'follow.needCode': ['请填写查询码', 'Enter the code'],
  'follow.look': ['查询', 'Look'],
  'follow.unknown': ['没有这个查询码', 'There is no such code'],
  'follow.unknownText': ['请核对后重新填写；字母不分大小写。', 'Check it and enter it again; capitals do not matter.'],
  'follow.offline': ['无法连接', 'No connection'],
  'follow.offlineText': ['请检查网络后重试。', 'Check the network and try again.'],
  'follow.offlineOld': ['以下是之前看到的进度。', 'Below is what was known before.'],
  'follow.failed': ['查询失败', 'The answer failed'],
  'follow.failedText': ['请稍后重试。', 'Please try again in a while.'],
  'follow.busy': ['查询过于频繁', 'Too many attempts'],
  'follow.busyText': ['请过几分钟再试。', 'Please try again in some minutes.'],
  'follow.about': ['您上报的问题', 'What you reported'],
  'follow.reported': ['{at} 上报', 'Reported {at}'],
  'follow.follows': ['与另一件是同一问题，已并入 {number}，以下是该案进度。', 'It is the same as another report and was merged into {number}; this is how that one stands.'],
  'follow.steps': ['办理经过', 'What has happened'],
  'follow.privacy': ['本页不显示任何人的姓名和电话，凭查询码可随时查看。', 'No names or numbers are shown here. The code works at any time.'],
  'rate.title': ['您对处理结果满意吗？', 'Are you satisfied with the result?'],
  'rate.none': ['请选择星级', 'Choose your stars'],
  'rate.choose': ['请先选择星级', 'Choose your stars first'],
  'rate.1': ['1 星，很不满意', '1 star, very dissatisfied'],
  'rate.2': ['2 星，不满意', '2 stars, dissatisfied'],
  'rate.3': ['3 星，一般', '3 stars, fair'],
  'rate.4': ['4 星，满意', '4 stars, satisfied'],
  'rate.5': ['5 星，很满意', '5 stars, very satisfied'],
  'rate.text': ['想说的话', 'Anything to add'],
  'rate.send': ['提交评价', 'Send'],
  'rate.thanks': ['感谢您的评价', 'Thank you for your rating'],
  'rate.offline': ['没有网络，评价未送达，请重试。', 'No connection: it was not sent. Please try again.'],
  'rate.failed': ['评价未能提交，请重试。', 'It could not be sent. Please try again.'],
} as const;

export const t = wordsOf({ ...SHARED, ...WORDS });
