import { LABELS, type SessionView, type SignInLine, type TokenView } from '#contract';
import type { TableColumn } from '../tabular/table.js';

/** Who signed in, who is signed in, and which programs have a token, as files. None of them says what would let anybody in. */
const moment = (at: number | null): string | null => (at === null ? null : new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' '));

export const SIGN_INS: readonly TableColumn<SignInLine>[] = [
  { key: 'at', zh: '时间', en: 'at', cell: (l) => moment(l.at) }, { key: 'account', zh: '账号', en: 'account', cell: (l) => l.account }, { key: 'name', zh: '姓名', en: 'name', cell: (l) => l.name },
  { key: 'address', zh: '地址', en: 'address', cell: (l) => l.address }, { key: 'outcome', zh: '结果', en: 'outcome', cell: (l) => `${LABELS.zh.signInOutcome[l.outcome]} ${LABELS.en.signInOutcome[l.outcome]}` },
];
export const SESSIONS: readonly TableColumn<SessionView>[] = [
  { key: 'account', zh: '账号', en: 'account', cell: (s) => s.person.id }, { key: 'name', zh: '姓名', en: 'name', cell: (s) => s.person.name }, { key: 'since', zh: '登录时间', en: 'since', cell: (s) => moment(s.since) },
  { key: 'seenAt', zh: '最近使用', en: 'last used', cell: (s) => moment(s.seenAt) }, { key: 'until', zh: '到期', en: 'ends', cell: (s) => moment(s.until) }, { key: 'address', zh: '地址', en: 'address', cell: (s) => s.address },
  { key: 'agent', zh: '浏览器', en: 'browser', cell: (s) => s.agent },
];
export const TOKENS: readonly TableColumn<TokenView>[] = [
  { key: 'label', zh: '用途', en: 'for', cell: (k) => k.label }, { key: 'account', zh: '账号', en: 'account', cell: (k) => k.person.id }, { key: 'name', zh: '名称', en: 'name', cell: (k) => k.person.name },
  { key: 'by', zh: '签发人', en: 'issued by', cell: (k) => k.by.name }, { key: 'since', zh: '签发时间', en: 'issued', cell: (k) => moment(k.since) }, { key: 'until', zh: '到期', en: 'ends', cell: (k) => moment(k.until) },
  { key: 'seenAt', zh: '最近使用', en: 'last used', cell: (k) => moment(k.seenAt) }, { key: 'revokedAt', zh: '吊销时间', en: 'revoked', cell: (k) => moment(k.revokedAt) },
];
