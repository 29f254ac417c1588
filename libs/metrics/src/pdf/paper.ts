import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import Pdf from 'pdfkit';

/** A4 on its side, in points. */
const MARGIN = 40, HEAD = 28, FOOT = 26;
/** Dark enough on paper that has no colours. */
export const INK = '#14212a', DIM = '#55656f', LINE = '#c4ced4', FILL = '#5b7c8d', PALE = '#eef2f4';
/** Where there is no glyph: the mark of printers for a character they have not got. */
const MISSING = '〓';
const fonts = join(dirname(createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')), '..', 'fonts');
/** By their files: under a name of ours the font that the document began with would be read anew for every text. */
const FONTS = { plain: join(fonts, 'NotoSansHans-Regular.otf'), bold: join(fonts, 'NotoSansHans-Bold.otf') };

export interface Style { readonly size?: number; readonly bold?: boolean; readonly colour?: string }
/** `left`: where it begins; `right`: where it ends. */
export type Place = { readonly left: number } | { readonly right: number } | { readonly centre: number };
interface Glyphs { readonly _font: { readonly font: { hasGlyphForCodePoint(code: number): boolean } } }

/** Sheets of paper that are written from top to bottom, with a foot on each that is written last. Only the characters that are on it are in the file. */
export class Paper {
  private readonly doc: PDFKit.PDFDocument;
  private readonly pieces: Buffer[] = [];
  readonly left = MARGIN;
  readonly width: number;
  /** How far down the sheet is written. */
  y = HEAD;

  constructor(title: string, language: 'zh' | 'en', madeAt: number, author: string) {
    this.doc = new Pdf({ size: 'A4', layout: 'landscape', margin: 0, bufferPages: true, font: FONTS.plain, lang: language === 'zh' ? 'zh-CN' : 'en', displayTitle: true, info: { Title: title, Author: author, CreationDate: new Date(madeAt) } });
    this.doc.on('data', (piece: Buffer) => { this.pieces.push(piece); });
    this.width = this.doc.page.width - 2 * MARGIN;
  }

  get right(): number { return this.left + this.width; }
  private get end(): number { return this.doc.page.height - FOOT - 10; }
  sheet(): void { this.doc.addPage(); this.y = HEAD; }
  /** A new sheet when less than so much of this one is left. */
  room(height: number): void { if (this.y + height > this.end) this.sheet(); }
  fits(height: number): boolean { return this.y + height <= this.end; }

  private styled({ size = 9, bold = false, colour = INK }: Style): void { this.doc.font(bold ? FONTS.bold : FONTS.plain).fontSize(size).fillColor(colour); }
  private legible(text: string): string {
    const { font } = (this.doc as unknown as Glyphs)._font;
    return [...text].map((c) => (font.hasGlyphForCodePoint(c.codePointAt(0) ?? 0) ? c : MISSING)).join('');
  }
  private widthOf(text: string, style: Style): number { this.styled(style); return this.doc.widthOfString(text); }

  /** One line, where it is told; what is wider than `within` ends with an ellipsis. */
  say(text: string, place: Place, y: number, style: Style = {}, within = this.width): void {
    this.styled(style);
    let shown = this.legible(text);
    if (this.widthOf(shown, style) > within) { while (shown.length > 1 && this.widthOf(`${shown}…`, style) > within) shown = shown.slice(0, -1); shown += '…'; }
    const wide = this.widthOf(shown, style);
    this.doc.text(shown, 'left' in place ? place.left : 'right' in place ? place.right - wide : place.centre - wide / 2, y, { lineBreak: false });
  }
  /** How high a text stands that is broken at a width. */
  height(text: string, width: number, style: Style = {}): number { this.styled(style); return this.doc.heightOfString(this.legible(text), { width }); }
  broken(text: string, x: number, y: number, width: number, style: Style = {}, align: 'left' | 'right' = 'left'): void { this.styled(style); this.doc.text(this.legible(text), x, y, { width, align }); }

  heading(text: string, size = 13): void {
    this.room(size * 4);
    this.say(text, { left: this.left }, this.y, { size, bold: true });
    this.y += size * 1.75;
  }
  paragraph(text: string, style: Style = {}): void {
    const high = this.height(text, this.width, style);
    this.room(high);
    this.broken(text, this.left, this.y, this.width, style);
    this.y += high + 4;
  }

  line(x1: number, y1: number, x2: number, y2: number, { colour = LINE, width = 0.6, dash }: { readonly colour?: string; readonly width?: number; readonly dash?: readonly [on: number, off: number] } = {}): void {
    this.doc.save().lineWidth(width).strokeColor(colour);
    if (dash !== undefined) this.doc.dash(dash[0], { space: dash[1] });
    this.doc.moveTo(x1, y1).lineTo(x2, y2).stroke().restore();
  }
  path(points: readonly (readonly [x: number, y: number])[], colour: string, width: number, dash?: readonly [on: number, off: number]): void {
    for (const [i, [x, y]] of points.entries()) { const before = points[i - 1]; if (before !== undefined) this.line(before[0], before[1], x, y, { colour, width, ...(dash !== undefined && { dash }) }); }
  }
  block(x: number, y: number, width: number, height: number, colour: string): void { if (width > 0 && height > 0) this.doc.save().rect(x, y, width, height).fill(colour).restore(); }
  dot(x: number, y: number, radius: number, colour: string, hollow = false): void { this.doc.save().lineWidth(1.2).circle(x, y, radius); if (hollow) this.doc.fillAndStroke('#ffffff', colour); else this.doc.fill(colour); this.doc.restore(); }

  /** The file, with a foot on every sheet. */
  async bytes(foot: (sheet: number, of: number) => readonly [left: string, right: string]): Promise<Buffer> {
    const { count } = this.doc.bufferedPageRange();
    for (let i = 0; i < count; i++) {
      this.doc.switchToPage(i);
      const y = this.doc.page.height - FOOT, [left, right] = foot(i + 1, count);
      this.line(this.left, y - 4, this.right, y - 4);
      this.say(left, { left: this.left }, y, { size: 7.5, colour: DIM }, this.width - 90);
      this.say(right, { right: this.right }, y, { size: 7.5, colour: DIM });
    }
    const done = new Promise<void>((resolve, reject) => { this.doc.on('end', () => resolve()); this.doc.on('error', reject); });
    this.doc.end();
    await done;
    return Buffer.concat(this.pieces);
  }
  /** Lets others have a turn: a long report keeps nobody waiting. */
  readonly breathe = (): Promise<void> => breathe();
}
