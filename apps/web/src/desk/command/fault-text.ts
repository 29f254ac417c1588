import { heard, label, type SentCommandType } from '#contract';
import { lang } from '../../shared/i18n/lang.js';
import { t } from '../words.js';
import { fieldsOf, type Fault } from './fields.js';

/** What a field of a command is called. */
const fieldLabel = (type: SentCommandType, name: string): string => (label(lang.value).field[type] as Readonly<Record<string, { label: string }>>)[name]?.label ?? name;

const ADDED = ['photos'], WRITTEN = ['words', 'line', 'duration', 'limit'];
/** A fault in the form of a command, as a sentence. */
export function faultText(type: SentCommandType, { field, code, max = 0, message }: Fault): string {
  const what = fieldLabel(type, field), kind = fieldsOf(type).find((f) => f.name === field)?.kind ?? '';
  switch (code) {
    case 'required': return t(ADDED.includes(kind) ? 'fault.add' : WRITTEN.includes(kind) ? 'fault.write' : 'fault.choose', { what });
    case 'too-long': return t('fault.tooLong', { what, max });
    case 'future': return t('fault.future', { what });
    case 'other': return message === undefined ? t('fault.form', { what }) : t('fault.other', { what, message: heard(message)[lang.value] });
  }
}
