/** One column of a list as a file: titled in both languages, so that whoever reads either can fill it in. */
export interface TableColumn<R> {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  /** What stands in the cell; null leaves it empty. */
  readonly cell: (row: R) => string | number | null;
}
export type TableFormat = 'csv' | 'xlsx';
export const TABLE_TYPES: Readonly<Record<TableFormat, string>> = { csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };

export const titleOf = ({ zh, en }: { readonly zh: string; readonly en: string }): string => `${zh} ${en}`;

/** What a spreadsheet would take for a formula; such a text gets a `'` before it in CSV, and reading takes it away again. */
export const LIKE_FORMULA = /^[=+\-@\t\r\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}]/u;
/** A number may begin with its sign. */
export const PLAIN_NUMBER = /^[+-]?\d+(\.\d+)?$/;
