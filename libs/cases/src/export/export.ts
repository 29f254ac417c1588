import { Injectable } from '@nestjs/common';
import { EXPORT_LIMIT, QUEUE_COLUMNS, ROUTES, type CaseExportQuery, type QueueColumn } from '#contract';
import type { Actor } from '#domain';
import { csvOf, Directory, xlsxOf, type FileCell } from '#directory';
import { Clock, ProblemError } from '#platform';
import { CaseReader } from '../reader/reader.js';
import { aboutHead, aboutRows, CASES_SHEET, fileName } from './about.js';
import { fileColumns } from './columns.js';

/** Rows read at once; no more of them are in memory. */
const PAGE = 1_000;

/** The queue as a file: what the reader sees, as they see it, for whoever sums up in a spreadsheet. */
@Injectable()
export class CaseExport {
  constructor(private readonly reader: CaseReader, private readonly directory: Directory, private readonly clock: Clock) {}

  /** The file's pieces and its name. @throws ProblemError too-many-rows: then it can be made in the background */
  async file({ format, lang, columns: wished, ...query }: CaseExportQuery, actor: Actor): Promise<{ readonly name: string; readonly pieces: AsyncGenerator<Buffer> }> {
    const { sort: _, ...filter } = query, total = (await this.reader.counts(filter, actor)).items.reduce((n, i) => n + i.count, 0);
    if (total > EXPORT_LIMIT) throw new ProblemError('too-many-rows', { detail: `${total} > ${EXPORT_LIMIT}`, limit: EXPORT_LIMIT, instead: `${ROUTES.orderExport.method} ${ROUTES.orderExport.path}` });
    const first = await this.reader.page({ ...query, limit: PAGE, count: 'none' }, actor);
    const columns = fileColumns(wished ?? (QUEUE_COLUMNS as readonly QueueColumn[]), lang, this.directory), now = first.asOf, reader = this.reader;
    const pages = (async function* (): AsyncGenerator<FileCell[][]> {
      for (let page = first, left = EXPORT_LIMIT; ; left -= PAGE) {
        yield page.items.map((row) => columns.map((c) => c.cell(row, now)));
        if (page.next === null || left <= PAGE) return;
        page = await reader.page({ ...query, limit: PAGE, count: 'none', cursor: page.next }, actor);
      }
    })();
    const titles = columns.map((c) => c.title), at = this.clock.now(), said = aboutRows({ at, by: this.directory.name(actor.id), cases: total, query }, lang);
    return { name: fileName(at, format), pieces: format === 'csv' ? csvOf(titles, pages) : xlsxOf([{ name: CASES_SHEET[lang], titles, widths: columns.map((c) => c.width), pages }, { ...aboutHead(lang), pages: [said] }]) };
  }
}
