import { SENT_COMMANDS } from '#contract';
import { faultsOf, fieldsOf } from './fields.js';

describe('forms from schemas', () => {
  it('can draw every command', () => {
    for (const type of SENT_COMMANDS) for (const field of fieldsOf(type)) expect(field.kind).toBeTruthy();
  });
  it('choose the input by what the value is', () => {
    const kinds = (type: (typeof SENT_COMMANDS)[number]): Record<string, string> => Object.fromEntries(fieldsOf(type).map((f) => [f.name, f.kind]));
    expect(kinds('triage')).toEqual({ classId: 'class', conditionId: 'condition', severity: 'severity' });
    expect(kinds('dispatch')).toEqual({ department: 'department', coDepartments: 'departments', joint: 'departments', note: 'words' });
    expect(kinds('request')).toEqual({ kind: 'choice', reason: 'words', more: 'duration', until: 'instant', ground: 'choice', suggest: 'department', evidence: 'photos' });
    expect(kinds('verify')).toEqual({ passed: 'yesno', note: 'words', evidence: 'photos' });
    expect(kinds('merge')).toEqual({ into: 'case' });
    expect(kinds('accept')).toEqual({ assignee: 'person' });
    expect(kinds('propose')).toEqual({ kind: 'choice', reason: 'words', document: 'line' });
    expect(kinds('selfHandle')).toEqual({ note: 'words', before: 'photos', after: 'photos' });
    expect(kinds('addTask')).toEqual({ kind: 'choice', department: 'department', text: 'words', limit: 'limit' });
    expect(kinds('acceptTask')).toEqual({ task: 'task', assignee: 'person' });
    expect(kinds('arrive')).toEqual({ place: 'place' });
    expect(kinds('reply')).toEqual({ order: 'order', text: 'words' });
    expect(kinds('acknowledge')).toEqual({ rule: 'rule' });
    expect(kinds('refuse')).toEqual({ code: 'refusal', note: 'words' });
    expect(kinds('rule')).toMatchObject({ writeBack: 'area', joint: 'departments' });
  });
  it('mark what is optional', () => {
    expect(fieldsOf('dispatch').filter((f) => f.required).map((f) => f.name)).toEqual(['department']);
  });
  it('name the fault and the field, one each', () => {
    expect(faultsOf('refuse', {})).toEqual([{ field: 'code', code: 'required' }]);
    expect(faultsOf('unmerge', { reason: 'x'.repeat(1001) })).toEqual([{ field: 'reason', code: 'too-long', max: 1000 }]);
    expect(faultsOf('note', { text: 'a\u0007b' })).toEqual([{ field: 'text', code: 'other', message: 'must not contain control characters\n不能含有控制字符' }]);
    expect(faultsOf('order', { demand: 'come', limit: { amount: 'soon', unit: 'working' } })).toEqual([{ field: 'limit', code: 'other' }]);
    expect(faultsOf('verify', { passed: true, evidence: [] })).toEqual([]);
  });
});
