/** What was sent, line by line: where it begins, its bytes, and what of it can be read. */
export interface HexLine { readonly at: string; readonly hex: string; readonly text: string }
const WIDE = 16;

/** The server sends the beginning as text, or as hexadecimal digits where it is none: then there are twice as many as bytes, or fewer than there were. */
export const isHex = (raw: string, bytes: number): boolean => /^([0-9a-f]{2})+$/i.test(raw) && raw.length !== bytes;
export function bytesOf(raw: string, bytes: number): Uint8Array {
  return isHex(raw, bytes) ? Uint8Array.from(raw.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)) : new TextEncoder().encode(raw);
}
export function hexLines(data: Uint8Array, most = 64): readonly HexLine[] {
  return Array.from({ length: Math.min(most, Math.ceil(data.length / WIDE)) }, (_, i) => {
    const part = [...data.subarray(i * WIDE, (i + 1) * WIDE)];
    return { at: (i * WIDE).toString(16).padStart(4, '0'), hex: part.map((b) => b.toString(16).padStart(2, '0')).join(' '), text: part.map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '·')).join('') };
  });
}
