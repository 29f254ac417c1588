import type { SentCommandType } from '#contract';
import { ref } from 'vue';
import { lang } from '../../shared/i18n/lang.js';
import { me } from '../../shared/session/session.js';

type Pair = readonly [zh: string, en: string];
/** What is often said with a command (常用语). Everybody may add his own; they stay on this computer. */
const USUAL: Readonly<Partial<Record<SentCommandType, readonly Pair[]>>> = {
  dispatch: [['请按时限处置，完成后上传处置后照片。', 'Please handle it in time and add photos afterwards.'], ['涉及公共安全，请先行围护警示。', 'Public safety is at stake: please fence it off first.'], ['请与属地乡镇会同处置。', 'Please handle it together with the township.']],
  rule: [['依据权责清单，由该部门负责。', 'By the duty list this department is in charge.'], ['现场已核，属该单位管养范围。', 'Seen on the spot: it is theirs to maintain.']],
  request: [['不属我单位职责，建议由清单所列部门办理。', 'Not ours; the department on the duty list should have it.'], ['需采购配件，到货后立即施工。', 'Parts have been ordered; work starts when they arrive.'], ['连续降雨，无法施工。', 'It rains without end: no work is possible.']],
  grant: [['情况属实，同意。', 'It is so; granted.'], ['同意，请抓紧处置。', 'Granted; please hurry.']],
  decline: [['理由不充分，请按原时限处置。', 'The reason is not enough; please keep to the limit.'], ['按权责清单属你单位职责。', 'By the duty list it is yours.'], ['请补充现场照片后再申请。', 'Please add photos from the spot and ask again.']],
  endorse: [['情况属实，请审批。', 'It is so; please decide.']],
  resolve: [['已处置完毕，现场恢复。', 'Done; the place is as it should be.'], ['已清理干净。', 'Cleaned up.'], ['已修复，恢复使用。', 'Repaired and in use again.']],
  verify: [['现场已处置到位。', 'Done as it should be.'], ['现场仍有残留，请再次处置。', 'Some of it is still there; please do it once more.']],
  rework: [['处置不到位，请返工。', 'Not done as it should be; please redo it.'], ['照片不能反映处置结果，请补拍。', 'The photos do not show the result; please take them again.']],
  urge: [['即将超时，请加快处置。', 'It is nearly overdue; please hurry.'], ['市民多次来电，请尽快处置。', 'People call again and again; please handle it soon.']],
  order: [['请说明原因和完成时间。', 'Say why, and when it will be done.']],
  close: [['处置合格，结案。', 'Done well; closed.']],
  refuse: [['不属城市管理受理范围。', 'Not a matter of city management.']],
  approve: [['同意。', 'Approved.']], reject: [['依据不足，不予同意。', 'Not enough to go by.']],
};

const MOST = 30;
const own = ref<readonly string[]>([]);
let owner: string | null = null;
const nameOf = (): string => `grid.phrases.${me.value?.id ?? ''}`;
function load(): void {
  if (owner === (me.value?.id ?? null)) return;
  owner = me.value?.id ?? null;
  try { const kept: unknown = JSON.parse(localStorage.getItem(nameOf()) ?? '[]'); own.value = Array.isArray(kept) ? kept.filter((x): x is string => typeof x === 'string').slice(0, MOST) : []; } catch { own.value = []; }
}
function save(list: readonly string[]): void {
  own.value = list.slice(0, MOST);
  try { localStorage.setItem(nameOf(), JSON.stringify(own.value)); } catch { /* private window: they hold for now */ }
}

export interface Phrase { readonly text: string; readonly mine: boolean }
/** One's own first, then what is usual with this command. */
export function phrasesFor(type: SentCommandType): readonly Phrase[] {
  load();
  const usual = (USUAL[type] ?? []).map(([zh, en]) => (lang.value === 'zh' ? zh : en));
  return [...own.value.map((text) => ({ text, mine: true })), ...usual.filter((text) => !own.value.includes(text)).map((text) => ({ text, mine: false }))];
}
export function keepPhrase(text: string): void { load(); const said = text.trim(); if (said !== '') save([said, ...own.value.filter((x) => x !== said)]); }
export function dropPhrase(text: string): void { load(); save(own.value.filter((x) => x !== text)); }
