import type { AssessmentFigures } from '#contract';
import { figuresSheet } from './figures-sheet.js';

const figures = (rows: number): AssessmentFigures => ({
  asOf: 0, complete: true, by: 'cell', per: 'whole', periods: [{ from: '2026-11-01', to: '2026-11-30' }], indicators: ['filed', 'closing-rate'], filter: 'area', lacking: 'cell',
  units: [], rows: Array.from({ length: rows }, (_, i) => ({ unit: String(i), period: 0, counts: { filed: 1, 'close-due': 4, 'closed-of-due': 4 }, lengths: {} })), totals: [{ period: 0, counts: {}, lengths: {} }],
});

describe('the figures as a sheet', () => {
  it('are refused above the rows of one file, and say how many there would be', () => {
    expect(() => figuresSheet(figures(49_999), 'zh')).not.toThrow();
    expect(() => figuresSheet(figures(50_000), 'zh')).toThrow(expect.objectContaining({ code: 'too-many-rows', message: '50001 > 50000', more: expect.objectContaining({ instead: 'GET /api/assessment/figures/export?format=csv' }) }));
  });
  it('have no rate below the minimum, and one above it in the sum', () => {
    const { titles, pages } = figuresSheet(figures(2), 'zh'), [body] = [...(pages as Iterable<readonly (readonly unknown[])[]>)], at = titles.indexOf('结案率');
    expect(body?.map((row) => row[at])).toEqual([{ formula: expect.stringMatching(/^IF\(\w+2<5,"–",\w+2\/\w+2\)$/), value: '–', as: 'rate' }, expect.objectContaining({ value: '–' }), { formula: expect.stringMatching(/^IF\(\w+4<5,/), value: 1, as: 'rate' }]);
  });
  it('without a single row sum to nothing, without a formula over themselves', () => {
    const [body] = [...(figuresSheet(figures(0), 'zh').pages as Iterable<readonly (readonly unknown[])[]>)];
    expect(body).toHaveLength(1);
    expect(body?.[0]?.[4]).toEqual({ number: 0, as: 'count' });
  });
});
