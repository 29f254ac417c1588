/** A colour, 0 … 255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Huffman table of the standard for DC differences: how many codes of each length, then their values. */
const DC_LENGTHS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_VALUES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
/** Only "end of block" is ever needed: one code of one bit. */
const AC_LENGTHS = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const AC_VALUES = [0];
/** DC coefficients of a flat block are 8 × its value, so this step keeps every value exactly. */
const STEP = 8;

const codes = dcCodes();

/**
 * A baseline JPEG of flat 8 × 8 blocks, written without any package: `paint` says the colour of each block.
 * Valid for every decoder, about two bytes a block.
 */
export function jpeg(columns: number, rows: number, paint: (column: number, row: number) => Colour): Buffer {
  const bits = new BitWriter();
  const before = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      yCbCr(paint(column, row)).forEach((value, component) => {
        bits.difference(value - (before[component] ?? 0));
        before[component] = value;
        bits.write(0, 1);
      });
    }
  }
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...Array<number>(64).fill(STEP)]),
    segment(0xc0, [8, ...word(rows * 8), ...word(columns * 8), 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]),
    segment(0xc4, [0x00, ...DC_LENGTHS, ...DC_VALUES]),
    segment(0xc4, [0x10, ...AC_LENGTHS, ...AC_VALUES]),
    segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
    bits.end(),
    Buffer.from([0xff, 0xd9]),
  ]);
}

const word = (n: number): [number, number] => [n >> 8, n & 0xff];
const segment = (marker: number, bytes: readonly number[]): Buffer => Buffer.from([0xff, marker, ...word(bytes.length + 2), ...bytes]);

function yCbCr([r, g, b]: Colour): readonly [number, number, number] {
  const level = (v: number): number => Math.max(-128, Math.min(127, Math.round(v)));
  return [level(0.299 * r + 0.587 * g + 0.114 * b - 128), level(-0.1687 * r - 0.3313 * g + 0.5 * b), level(0.5 * r - 0.4187 * g - 0.0813 * b)];
}

function dcCodes(): readonly (readonly [code: number, length: number])[] {
  const table: [number, number][] = [];
  let code = 0;
  DC_LENGTHS.forEach((count, i) => {
    for (let n = 0; n < count; n++) table.push([code++, i + 1]);
    code <<= 1;
  });
  return table;
}

class BitWriter {
  readonly #bytes: number[] = [];
  #pending = 0;
  #count = 0;

  write(value: number, length: number): void {
    for (let i = length - 1; i >= 0; i--) {
      this.#pending = (this.#pending << 1) | ((value >> i) & 1);
      if (++this.#count === 8) {
        this.#bytes.push(this.#pending);
        // A real 0xFF is followed by a zero, so that it is no marker.
        if (this.#pending === 0xff) this.#bytes.push(0);
        this.#pending = this.#count = 0;
      }
    }
  }

  difference(value: number): void {
    const size = value === 0 ? 0 : 32 - Math.clz32(Math.abs(value));
    const [code, length] = codes[size] ?? [0, 0];
    this.write(code, length);
    this.write(value < 0 ? value + (1 << size) - 1 : value, size);
  }

  end(): Buffer {
    while (this.#count > 0) this.write(1, 1);
    return Buffer.from(this.#bytes);
  }
}
