import { SHARED, wordsOf } from '../shared/i18n/t.js';

/** The words around signing in, Chinese first. */
const WORDS = {
  'signIn.remember': ['在本机保持登录 7 天', 'Stay signed in here for 7 days'],
  'signIn.left': ['还可尝试 {n} 次。', '{n} more tries.'],
  'signIn.lockedAt': ['到 {at} 解除。', 'It ends at {at}.'],
  'signIn.call': ['请联系：{contact}', 'Call: {contact}'],
  'own.title': ['修改密码', 'Change password'],
  'own.first': ['请设置自己的密码', 'Choose your own password'],
  'own.firstText': ['{name}，一次性密码只用来登录这一次。', '{name}, the one-time password was for this one sign-in.'],
  'own.rules': ['至少 10 个字符，含字母、数字、符号中的至少两种；长比复杂更安全，例如几个词连在一起。', 'At least 10 characters of two kinds: letters, digits, signs. Length is worth more than odd signs: several words in a row are good.'],
  'own.old': ['原密码', 'Old password'],
  'own.new': ['新密码', 'New password'],
  'own.again': ['再输入一次', 'Once more'],
  'own.differ': ['两次输入的新密码不同', 'The two new passwords differ'],
  'own.save': ['设为新密码', 'Set the new password'],
  'own.saved': ['密码已修改，其他设备已退出', 'Password changed; other devices are signed out'],
  'own.others': ['修改后，您在其他设备上的登录全部结束。', 'After that you are signed out on all other devices.'],
  'own.short': ['新密码至少 10 个字符', 'The new password needs at least 10 characters'],
  'own.plain': ['新密码须含字母、数字、符号中的至少两种', 'Mix at least two kinds: small letters, capitals, digits, signs'],
  'own.account': ['新密码不能包含账号', 'The new password contains the account'],
  'own.common': ['这个密码太常见，容易被猜中', 'This password is among the first that are guessed'],
  'own.same': ['新密码与原密码相同', 'The new password is the old one'],
  'own.wrongOld': ['原密码不对', 'The old password is wrong'],
} as const;

export const t = wordsOf({ ...SHARED, ...WORDS });
