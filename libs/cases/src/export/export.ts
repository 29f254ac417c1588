import { Injectable } from '@nestjs/common';
import { EXPORT_LIMIT, localMoment, QUEUE_COLUMNS, type CaseExportQuery, type QueueColumn } from '#contract';
import type { Actor } from '#domain';
import { csvOf, Directory, xlsxOf, type FileCell } from '#directory';
import { Clock, ProblemError } from '#platform';
import { CaseReader } from '../reader/reader.js';
import { fileColumns } from './columns.js';

/** Rows read at once; no more of them are in memory. */
const PAGE = 1_000;

/** The queue as a file: what the reader sees, as they see it, for whoever sums up in a spreadsheet. */
@Injectable()
export class CaseExport {
  constructor(private readonly reader: CaseReader, private readonly directory: Directory, private readonly clock: Clock) {}

  /** The file's pieces and its name. @throws ProblemError too-many-rows */
  async file({ format, lang, columns: wished, ...query }: CaseExportQuery, actor: Actor): Promise<{ readonly name: string; readonly pieces: AsyncGenerator<Buffer> }> {
    const { sort: _, ...filter } = query, total = (await this.reader.counts(filter, actor)).items.reduce((n, i) => n + i.count, 0);
    if (total > EXPORT_LIMIT) throw new ProblemError('too-many-rows', { detail: `${total} > ${EXPORT_LIMIT}` });
    const first = await this.reader.page({ ...query, limit: PAGE, count: 'none' }, actor);
    const columns = fileColumns(wished ?? (QUEUE_COLUMNS as readonly QueueColumn[]), lang, this.directory), now = first.asOf, reader = this.reader;
    const pages = (async function* (): AsyncGenerator<FileCell[][]> {
      for (let page = first, left = EXPORT_LIMIT; ; left -= PAGE) {
        yield page.items.map((row) => columns.map((c) => c.cell(row, now)));
        if (page.next === null || left <= PAGE) return;
        page = await reader.page({ ...query, limit: PAGE, count: 'none', cursor: page.next }, actor);
      }
    })();
    const titles = columns.map((c) => c.title), zh = lang === 'zh';
    const said: FileCell[][] = [
      [zh ? '导出时间' : 'Made at', { at: this.clock.now() }], [zh ? '导出人' : 'Made by', this.directory.name(actor.id)], [zh ? '案件数' : 'Cases', total],
      [zh ? '筛选' : 'Filter', new URLSearchParams(Object.entries(query).flatMap(([k, v]) => (v === undefined ? [] : [[k, String(v)] as [string, string]]))).toString()],
      [zh ? '说明' : 'Note', zh ? '个人信息已脱敏；时间为北京时间。' : 'Personal data is masked; times are those of Asia/Shanghai.'],
    ];
    return {
      name: `cases-${localMoment(this.clock.now()).replaceAll(/[-:]/g, '').replace(' ', '-')}.${format}`,
      pieces: format === 'csv' ? csvOf(titles, pages) : xlsxOf([{ name: zh ? '案件' : 'Cases', titles, widths: columns.map((c) => c.width), pages }, { name: zh ? '说明' : 'About', titles: [zh ? '项目' : 'What', ''], widths: [14, 60], pages: [said] }]),
    };
  }
}
