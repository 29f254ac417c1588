import type { Adopt } from '#contract';
import { Client, frame, freePort, Logger, startHarness, type Harness } from '../harness/index.js';

describe('a data logger that nobody vouches for is adopted by its number and password', () => {
  let h: Harness, operator: Client, port: number, minute = 0;
  const open: Logger[] = [];
  beforeAll(async () => {
    port = await freePort();
    h = await startHarness({ backend: 'postgres', env: { GRID_HJ212_PORT: String(port) } });
    operator = await h.as('op-1');
  });
  afterAll(async () => { for (const logger of open) logger.close(); await h?.stop(); });

  const dial = async (): Promise<Logger> => { const logger = await Logger.open(port); open.push(logger); return logger; };
  /** A reading of a minute of its own, and what is answered. */
  async function says(logger: Logger, pw: string, value: number, mn = 'ZX90001'): Promise<string> {
    const at = `20261124${String(Math.floor(++minute / 60)).padStart(2, '0')}${String(minute % 60).padStart(2, '0')}00`;
    logger.send(frame(`QN=${at}000;ST=22;CN=2011;PW=${pw};MN=${mn};Flag=5;CP=&&DataTime=${at};a34004-Rtd=${value},a34004-Flag=N&&`));
    return /CN=9014|QnRtn=\d+/.exec(await logger.answer())?.[0] ?? '';
  }
  const adopt = (as: Adopt['as'], password?: string, device = 'ZX90001') => operator.ask('adoptDevice', { body: { account: null, device, as, ...(password !== undefined && { password }) }, headers: { 'idempotency-key': crypto.randomUUID() } });
  const fresh = (id: string): Adopt['as'] => ({ fresh: { id: id as never, name: '扬尘监测点', kind: 'air', metric: 'pm25', unit: 'ug/m3' } as never });
  const unknown = async () => (await operator.want('unknownDevices')).map((d) => [d.account, d.device, d.count, d.logger]);
  const values = async (): Promise<number[]> => (await h.database.query<{ value: number }>(`select distinct r.value from reading r join series s on s.id = r.series where s.device = 'dust-9' order by 1`)).map((r) => r.value);

  it('only what came with the password that its papers say is read again, and nobody else is it from then on', async () => {
    const logger = await dial(), impostor = await dial();
    expect([await says(logger, '123456', 31), await says(logger, '123456', 47), await says(impostor, '000000', 999)]).toEqual(['QnRtn=4', 'QnRtn=4', 'QnRtn=4']);
    expect(await unknown()).toEqual([[null, 'ZX90001', 3, { passwords: 2, adoptedAs: null }]]);

    // Without its password it is nobody, and with a wrong one; nothing is registered then.
    expect(await adopt(fresh('dust-9'))).toMatchObject({ ok: false, status: 422 });
    expect(await adopt(fresh('dust-9'), '654321')).toMatchObject({ ok: false, problem: { code: 'unknown-value', errors: [{ pointer: '/password' }] } });
    expect(await operator.want('devices', { query: { q: 'dust-9' } })).toEqual([]);

    const adopted = await adopt(fresh('dust-9'), '123456');
    expect(adopted).toMatchObject({ ok: true, body: { replayed: 2, readings: 2, again: 0 } });
    expect(await unknown()).toEqual([[null, 'ZX90001', 1, { passwords: 1, adoptedAs: 'dust-9' }]]);
    expect([await says(logger, '123456', 62), await says(impostor, '000000', 998)]).toEqual(['CN=9014', 'QnRtn=3']);
    expect((await h.database.query(`select count(*)::int as n from series where device = 'dust-9'`))[0]).toEqual({ n: 1 });
    const { history } = await operator.want('deviceInFull', { params: { device: 'dust-9' } });
    expect(history.find((line) => 'logger' in line.changes)).toMatchObject({ by: { id: 'op-1' }, changes: { logger: { was: null, is: 'ZX90001' } } });
    expect(JSON.stringify(history)).not.toContain('123456');
    expect(await values()).not.toContain(999);
  });

  it('whose password was changed is adopted anew as the device that it is; the old one counts no more', async () => {
    const logger = await dial();
    expect(await says(logger, '777777', 55)).toBe('QnRtn=3');
    expect(await adopt({ known: 'dust-9' }, '777777')).toMatchObject({ ok: true, body: { replayed: 1, readings: 1 } });
    expect(await adopt({ known: 'dust-9' }, '777777')).toMatchObject({ ok: true, body: { replayed: 0 } });
    expect([await says(logger, '777777', 56), await says(logger, '123456', 57)]).toEqual(['CN=9014', 'QnRtn=3']);
  });

  it('of one that floods no more is kept than of any stranger, and it is told all the same', async () => {
    const flood = await dial(), most = 600, answers = new Set<string>();
    flood.send(Array.from({ length: most }, (_, i) => frame(`ST=22;CN=2011;PW=1;MN=ZX66666;Flag=5;CP=&&DataTime=2026112310${String(Math.floor(i / 60)).padStart(2, '0')}${String(i % 60).padStart(2, '0')};a34004-Rtd=${i}&&`)).join(''));
    for (let i = 0; i < most; i++) answers.add(/QnRtn=\d+/.exec(await flood.answer())?.[0] ?? '');
    expect([...answers]).toEqual(['QnRtn=4']);
    const kept = (await operator.want('unknownDevices')).find((d) => d.device === 'ZX66666')?.count ?? 0, dropped = Number(/^grid_ingest_strangers_dropped_total\{protocol="hj212",reason="unknown-device"\} (\d+)/m.exec(await (await fetch(`${h.url}/metrics`)).text())?.[1] ?? 0);
    expect([kept + dropped, dropped > 0]).toEqual([most, true]);
  });
});
