import { createLog } from './log.js';

function lines(run: (log: ReturnType<typeof createLog>) => void, logLevel: 'info' | 'silent' = 'info'): Record<string, unknown>[] {
  const written: string[] = [];
  run(createLog({ logLevel }, { write: (line) => { written.push(line); } }));
  return written.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log', () => {
  it('writes one JSON line with level, ISO time and fields', () => {
    const [line] = lines((log) => log.info({ case_no: 'A-1', took: 12 }, 'settled'));
    expect(line).toMatchObject({ level: 'info', msg: 'settled', case_no: 'A-1', took: 12, time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) });
  });

  it('blacks out names, telephone numbers and credentials, whatever they hang on', () => {
    const [line] = lines((log) => log.info({ name: '张三', reporter: { name: '李四', phone: '13812345678' }, req: { headers: { authorization: 'Bearer x', cookie: 'grid_session=y' } }, people: [{ name: '王五' }], password: 'p' }, 'seen'));
    expect(JSON.stringify(line)).not.toMatch(/张三|李四|王五|138|Bearer|grid_session|"p"/);
  });

  it('blacks out a telephone or identity number inside a text, but no instants, ids or positions', () => {
    const [line] = lines((log) => log.info({ at: 1764000000123, lon: 101.13812345678, id: '0190b1f2-1381-7234-8567-138123456789' }, 'call 13912345678 or 53232219900101123X'));
    expect(line?.['msg']).toBe('call *** or ***');
    expect(line).toMatchObject({ at: 1764000000123, lon: 101.13812345678, id: '0190b1f2-1381-7234-8567-138123456789' });
  });

  it('is quiet where it is told to be', () => { expect(lines((log) => log.error('x'), 'silent')).toEqual([]); });
});
