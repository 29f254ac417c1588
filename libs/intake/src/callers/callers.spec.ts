import { plainPhone } from '#contract';
import { Signer } from '#platform';
import { hidden } from './callers.js';
import { CallerSeal } from './seal.js';

const told = { name: '龚美丽', phone: '13812345678', address: '茅州路 7 号' };

describe('a sealed caller', () => {
  const seal = new CallerSeal(new Signer('s'.repeat(40)));
  it('opens for its own report with the same secret, and for nothing else', () => {
    const sealed = seal.seal(told, 'report-1');
    expect(seal.open(sealed, 'report-1')).toEqual(told);
    expect(seal.open(sealed, 'report-2')).toBeNull();
    expect(new CallerSeal(new Signer('t'.repeat(40))).open(sealed, 'report-1')).toBeNull();
    for (let i = 0; i < sealed.length; i += 7) { const bent = Buffer.from(sealed); bent[i] = (bent[i] ?? 0) ^ 1; expect(seal.open(bent, 'report-1')).toBeNull(); }
    expect(seal.open(Buffer.alloc(3), 'report-1')).toBeNull();
    expect(sealed.toString('latin1')).not.toContain(told.phone);
    expect(seal.seal(told, 'report-1').equals(sealed)).toBe(false);
  });
  it('marks the same number alike', () => {
    expect(seal.mark('1').equals(seal.mark('1'))).toBe(true);
    expect(seal.mark('1').equals(seal.mark('2'))).toBe(false);
  });
});

describe('a number', () => {
  it('is the same however it is written', () => {
    for (const said of ['13812345678', '138 1234 5678', '138-1234-5678', '+86 138 1234 5678', '008613812345678', '１３８１２３４５６７８', '(138) 1234.5678']) expect(plainPhone(said)).toBe('13812345678');
    expect(plainPhone('0878—612 3456')).toBe('08786123456');
    expect(plainPhone('+1 212 555 0100')).toBe('0012125550100');
  });
  it('shows too little of itself to be called', () => {
    expect(['13812345678', '08786123456', '6123456', '12345', ''].map(hidden)).toEqual(['138****5678', '087****3456', '*****56', '***45', '']);
  });
});
