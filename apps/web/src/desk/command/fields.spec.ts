import { SENT_COMMANDS } from '#contract';
import { faultsOf, fieldsOf } from './fields.js';

describe('forms from schemas', () => {
  it('can draw every command', () => {
    for (const type of SENT_COMMANDS) for (const field of fieldsOf(type)) expect(field.kind).toBeTruthy();
  });
  it('choose the input by what the value is', () => {
    const kinds = (type: (typeof SENT_COMMANDS)[number]): Record<string, string> => Object.fromEntries(fieldsOf(type).map((f) => [f.name, f.kind]));
    expect(kinds('triage')).toEqual({ classId: 'class', conditionId: 'condition', severity: 'severity' });
    expect(kinds('dispatch')).toEqual({ department: 'department', coDepartments: 'departments', note: 'words' });
    expect(kinds('request')).toEqual({ kind: 'choice', reason: 'words', more: 'duration', until: 'instant', suggest: 'department' });
    expect(kinds('verify')).toEqual({ passed: 'yesno', note: 'words', evidence: 'photos' });
    expect(kinds('merge')).toEqual({ into: 'case' });
    expect(kinds('accept')).toEqual({ assignee: 'person' });
    expect(kinds('forceClose')).toEqual({ reason: 'words', document: 'line' });
  });
  it('mark what is optional', () => {
    expect(fieldsOf('dispatch').filter((f) => f.required).map((f) => f.name)).toEqual(['department']);
  });
  it('name the fault and the field, one each', () => {
    expect(faultsOf('refuse', {})).toEqual([{ field: 'reason', code: 'required' }]);
    expect(faultsOf('refuse', { reason: 'x'.repeat(501) })).toEqual([{ field: 'reason', code: 'too-long', max: 500 }]);
    expect(faultsOf('note', { text: 'a\u0007b' })).toMatchObject([{ field: 'text', code: 'control' }]);
    expect(faultsOf('verify', { passed: true, evidence: [] })).toEqual([]);
  });
});
