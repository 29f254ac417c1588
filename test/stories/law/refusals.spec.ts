import { LABELS, problemTitle, STATUS, type Problem, type SentCommandInput } from '#contract';
import { REJECTIONS, type RejectionCode } from '#domain';
import { randomUUID } from 'node:crypto';
import { backends, placeIn, Play, snapshot, startHarness, type Harness, type Said } from '../../harness/index.js';

const HOUR = 3_600_000, DAY = 24 * HOUR;

/** Who says what about which case, and must be refused. */
interface Attempt { readonly who: string; readonly id: string; readonly said: Said }

/** Reasons with which a command is refused; `already-exists` is said to a report. None of them all is out of reach over HTTP. */
type OfCommands = Exclude<RejectionCode, 'already-exists'>;
/** Each of them with a command that gets it: one without an example fails. */
const EXAMPLES: Readonly<Record<OfCommands, (play: Play) => Promise<Attempt>>> = {
  'unknown-case': async (play) => ({ who: 'lead-um', id: await play.reported(), said: { type: 'note', text: '看看' } }),
  'wrong-stage': async (play) => ({ who: 'disp-1', id: await waiting(play), said: { type: 'close' } }),
  forbidden: async (play) => ({ who: 'gm-101', id: await waiting(play), said: { type: 'triage', classId: 'E0110', conditionId: 'E0110-1', severity: 3 } }),
  'no-request': async (play) => ({ who: 'disp-1', id: await handled(play), said: { type: 'grant' } }),
  'request-pending': async (play) => ({ who: 'h-san-1', id: await asked(play, { type: 'request', kind: 'return', reason: '非本部门' }), said: { type: 'resolve', note: '好了', evidence: [await play.photo('h-san-1')] } }),
  'evidence-required': async (play) => ({ who: 'h-san-1', id: await handled(play), said: { type: 'resolve', note: '好了' } }),
  // A dispatcher would close what he gave out himself.
  'same-person': async (play) => ({ who: 'disp-1', id: await toClose(play), said: { type: 'close' } }),
  'after-deadline': async (play) => {
    const id = await handled(play);
    await play.until(Number((await play.view(id)).dueAt) + 1);
    return { who: 'lead-san', id, said: { type: 'request', kind: 'extension', reason: '来不及', more: HOUR } };
  },
  'must-be-in-future': async (play) => ({ who: 'lead-san', id: await handled(play), said: { type: 'request', kind: 'suspension', reason: '等', until: play.h.clock.now(), ground: 'season' } }),
  'too-long': async (play) => ({ who: 'lead-san', id: await handled(play), said: { type: 'request', kind: 'extension', reason: '多给', more: 5 * HOUR } }),
  'too-late': async (play) => {
    const id = await fixed(play);
    await play.h.advance(31 * DAY);
    return { who: 'sup-1', id, said: { type: 'reopen', reason: '又来了' } };
  },
  'already-done': async (play) => {
    const id = await handled(play);
    await play.does('h-san-1', id, { type: 'arrive' });
    return { who: 'h-san-1', id, said: { type: 'arrive' } };
  },
  'same-case': async (play) => { const id = await waiting(play); return { who: 'disp-1', id, said: { type: 'merge', into: id } }; },
  'unknown-value': async (play) => ({ who: 'disp-1', id: await waiting(play), said: { type: 'refuse', code: 'no-such-reason' } }),
  'not-when-critical': async (play) => {
    const id = await play.reported({ classId: 'P0114', conditionId: 'P0114-1', text: '井盖缺失' });
    await play.accepted(id, 'h-grn-1');
    return { who: 'lead-grn', id, said: { type: 'request', kind: 'extension', reason: '等盖板', more: HOUR } };
  },
  'not-endorsed': async (play) => ({ who: 'disp-1', id: await asked(play, EXTENSION), said: { type: 'grant' } }),
  'second-extension': async (play) => {
    const id = await asked(play, EXTENSION, 'lead-san');
    await play.does('disp-1', id, { type: 'grant' });
    await play.does('lead-san', id, EXTENSION);
    return { who: 'disp-1', id, said: { type: 'grant' } };
  },
  'binding-ruling': async (play) => {
    const id = await handled(play);
    await play.does('lead-san', id, { type: 'dispute', reason: '有争议' });
    await play.does('sup-1', id, { type: 'rule', department: 'SAN', ground: '清扫范围内' });
    return { who: 'lead-san', id, said: { type: 'request', kind: 'return', reason: '仍不认' } };
  },
  'no-proposal': async (play) => ({ who: 'leader-1', id: await waiting(play), said: { type: 'approve' } }),
  'proposal-pending': async (play) => {
    const id = await waiting(play);
    await play.does('disp-1', id, { type: 'propose', kind: 'voided', reason: '录错' });
    return { who: 'sup-1', id, said: { type: 'propose', kind: 'voided', reason: '再提' } };
  },
  'document-required': async (play) => ({ who: 'sup-1', id: await waiting(play), said: { type: 'propose', kind: 'forced', reason: '无法处置' } }),
  'tasks-open': async (play) => ({ who: 'disp-2', id: await toClose(play), said: { type: 'close' } }),
  'no-task': async (play) => ({ who: 'disp-1', id: await handled(play), said: { type: 'cancelTask', task: 1, reason: '不需要了' } }),
  'no-order': async (play) => ({ who: 'h-san-1', id: await handled(play), said: { type: 'reply', order: 1, text: '已整改' } }),
  'no-alert': async (play) => ({ who: 'h-san-1', id: await handled(play), said: { type: 'acknowledge', rule: 'handling-100' } }),
  'not-merged': async (play) => ({ who: 'disp-1', id: await fixed(play), said: { type: 'unmerge', reason: '看错' } }),
  'not-small': async (play) => ({
    who: 'gm-101', id: (await play.sends({ source: 'hotline', classId: 'E0506', conditionId: 'E0506-1', text: '积水' }, 'disp-1')).id,
    said: { type: 'selfHandle', note: '已疏通', before: [await play.photo('gm-101')], after: [await play.photo('gm-101')] },
  }),
  'not-subordinate': async (play) => ({ who: 'lead-twn-101', id: await piled(play), said: { type: 'handDown', department: 'SAN' } }),
  'no-superior': async (play) => ({ who: 'lead-san', id: await handled(play), said: { type: 'handUp', reason: '请上级' } }),
  'photo-elsewhere': async (play) => ({ who: 'h-san-1', id: await handled(play), said: { type: 'resolve', note: '好了', evidence: [await (await play.h.as('h-san-1')).upload(await snapshot({ place: placeIn(undefined, 3000) }))] } }),
  'photo-old': async (play) => ({ who: 'h-san-1', id: await handled(play), said: { type: 'resolve', note: '好了', evidence: [await (await play.h.as('h-san-1')).upload(await snapshot({ at: play.h.clock.now() - DAY }))] } }),
  'no-appeal': async (play) => ({ who: 'leader-1', id: await fixed(play), said: { type: 'review', agree: true, note: '同意' } }),
  'held-by-other': async (play) => {
    const id = await waiting(play);
    await (await play.h.as('disp-1')).want('hold', { params: { id } });
    return { who: 'disp-2', id, said: { type: 'refuse', code: 'not-ours' } };
  },
};

const EXTENSION = { type: 'request', kind: 'extension', reason: '需加车', more: HOUR } as const;
const waiting = (play: Play) => play.reported({ classId: null, conditionId: null, text: '说不清是什么' });
const piled = (play: Play) => play.reported({ classId: 'E0136', conditionId: 'E0136-1', text: '乱堆' });
async function handled(play: Play): Promise<string> {
  const id = await play.reported();
  await play.accepted(id);
  return id;
}
async function asked(play: Play, said: Said, by = 'h-san-1'): Promise<string> {
  const id = await handled(play);
  await play.does(by, id, said);
  return id;
}
/** Given out by disp-1, done and looked at; a colleague's share is open still. */
async function toClose(play: Play): Promise<string> {
  const id = await play.reported({ classId: 'E0123', conditionId: 'E0123-1', text: '油烟' });
  await play.does('disp-1', id, { type: 'dispatch', department: 'UM', coDepartments: ['EEB'], joint: ['EEB'] });
  await play.accepted(id, 'h-um-1');
  await play.resolved(id, 'h-um-1');
  await play.verified(id);
  return id;
}
async function fixed(play: Play): Promise<string> {
  const id = await handled(play);
  await play.resolved(id);
  await play.verified(id);
  return id;
}
/** What moves the clock by weeks comes last. */
const IN_TURN: readonly OfCommands[] = [...REJECTIONS.filter((code): code is OfCommands => code !== 'already-exists' && code !== 'too-late'), 'too-late'];

describe.each(backends())('what is not possible gets an answer (%s)', (backend) => {
  let h: Harness, play: Play;
  beforeAll(async () => { h = await startHarness({ backend }); play = new Play(h); });
  afterAll(async () => { await h?.stop(); });
  beforeEach(async () => { await play.morning(); });

  /** The refusal as each language says it. */
  const refusals = async ({ who, id, said }: Attempt): Promise<readonly (readonly ['zh' | 'en', Problem])[]> => {
    const client = await h.as(who);
    return Promise.all((['zh', 'en'] as const).map(async (lang) => {
      const answer = await client.ask('command', { params: { id }, body: said as SentCommandInput, headers: { 'idempotency-key': randomUUID(), 'accept-language': lang } });
      if (answer.ok) throw new Error(`${said.type} by ${who} was not refused`);
      return [lang, answer.problem] as const;
    }));
  };

  it.each(IN_TURN)('%s: with its status, said in both languages, and with what is possible now', async (code) => {
    const attempt = await EXAMPLES[code](play), before = await play.view(attempt.id);
    for (const [lang, problem] of await refusals(attempt)) {
      expect(problem).toMatchObject({ status: STATUS[code], code, title: problemTitle(code, lang), detail: LABELS[lang].problem[code].advice, type: `/api/docs/problems#${code}` });
      if (code === 'unknown-case') expect([problem.allowed, problem.stage, problem.current]).toEqual([undefined, undefined, undefined]);
      else {
        // What is possible is what the same person’s screen shows as buttons.
        expect([problem.stage, problem.allowed]).toEqual([before.stage, (await play.view(attempt.id, attempt.who)).allowed]);
        if (problem.status === 409) expect(problem.current).toMatchObject({ id: attempt.id, version: before.version });
      }
    }
    // A refusal leaves no trace.
    expect((await play.view(attempt.id)).version).toBe(before.version);
  });

  it('already-exists: something put right on the spot that is a case already is said there', async () => {
    const id = await play.reported({ classId: 'P0102', conditionId: 'P0102-3', asset: 'MH-0900' });
    const member = await h.as('gm-101'), [before, after] = [await play.photo('gm-101'), await play.photo('gm-101')];
    const answer = await member.report({ classId: 'E0110', conditionId: 'E0110-1', position: play.spot(), asset: 'MH-0900', handled: { note: '已复位', before: [before], after: [after] } });
    expect(answer).toMatchObject({ ok: false, status: STATUS['already-exists'], problem: { code: 'already-exists', title: problemTitle('already-exists', 'en'), allowed: (await play.view(id, 'gm-101')).allowed, current: { id } } });
  });

  it('every title and advice is a sentence of its own in Chinese and English', () => {
    for (const lang of ['zh', 'en'] as const) {
      const said = REJECTIONS.map((code) => LABELS[lang].problem[code]);
      expect(new Set(said.map(({ title }) => title)).size).toBe(REJECTIONS.length);
      for (const { title, advice } of said) for (const text of [title, advice]) expect([text, lang === 'zh' ? /\p{sc=Han}/u.test(text) : /^[\x20-\x7e’“”–…]+$/.test(text)]).toEqual([text, true]);
    }
  });
});
