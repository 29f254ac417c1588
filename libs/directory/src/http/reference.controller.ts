import { ROUTES, type Reference } from '#contract';
import { CONFIG, type Config } from '#platform';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import { Serves } from '../access/decorators.js';
import type { SignedRequest } from '../access/guard.js';
import type { RuleBook } from '../book/book.js';
import { Directory } from '../directory.js';
import { answer, conditional, type Conditional, type Reply } from './conditional.js';

/** What every screen needs once: departments, classes, calendar, townships; and the cells as GeoJSON. */
@Controller()
export class ReferenceController {
  private reference: { of: RuleBook; what: Conditional } | null = null;
  private cells: { of: readonly unknown[]; what: Conditional } | null = null;

  constructor(private readonly directory: Directory, @Inject(CONFIG) private readonly config: Pick<Config, 'demo'>) {}

  @Serves(ROUTES.reference)
  readReference(@Req() { headers }: SignedRequest, @Res() reply: Reply): void {
    const book = this.directory.book();
    if (this.reference?.of !== book) this.reference = { of: book, what: conditional(referenceOf(book, this.config.demo)) };
    answer(headers, reply, this.reference.what);
  }

  @Serves(ROUTES.cells)
  readCells(@Req() { headers }: SignedRequest, @Res() reply: Reply): void {
    const cells = this.directory.cells();
    if (this.cells?.of !== cells) {
      const features = cells.map(({ code, zh, en, areaM2, rings }) => ({ type: 'Feature', id: code, properties: { code, zh, en, areaM2: Math.round(areaM2) }, geometry: { type: 'Polygon', coordinates: rings } }));
      this.cells = { of: cells, what: conditional({ type: 'FeatureCollection', features }, 'application/geo+json') };
    }
    answer(headers, reply, this.cells.what);
  }
}

/** Departments include the symbols (kind `symbol`): lists show their names, nobody dispatches to them. */
export function referenceOf(book: RuleBook, demo: boolean): Reference {
  const { photoReach, holdMinutes, reopenWindow, appealWindow } = book.settings;
  return {
    version: book.version, county: book.county,
    departments: [...book.departments.values(), ...book.symbols.values()].map(({ id, zh, en, kind, level, superior }) => ({ id, zh, en, kind, level: level ?? 'county', superior: superior ?? null })),
    classes: [...book.classes.values()].map(({ id, kind, major, zh, en, severity, department, conditions }) => ({ id, kind, major, zh, en, severity, department, conditions })),
    calendar: { ...book.calendarData, days: book.calendarData.days.map(({ date, kind }) => ({ date, kind })) }, townships: [...book.townships], demo,
    ladder: book.playbook.ladder.map(({ id, clock, at, level, severities, classes, areas, acknowledge }, i) => {
      const note = book.written.ladder.rules[i]?.note;
      return {
        id, clock, at: { ...at }, level, ...(severities && { severities: [...severities] }), ...(classes && { classes: [...classes] }), ...(areas && { areas: [...areas] }),
        ...(acknowledge && { acknowledge: [...acknowledge] }), ...(note !== undefined && { note }),
      };
    }),
    refusals: book.settings.refusals.map(({ code, zh, en }) => ({ code, zh, en })),
    settings: { photoReach, holdMinutes, reopenDays: reopenWindow.value, appealDays: appealWindow.value },
  };
}
