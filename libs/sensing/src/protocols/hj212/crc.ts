/** CRC of HJ 212-2017, annex A, over the data segment; 0 … 65535. Unlike Modbus it takes the upper byte of the register before each step. */
export function crc212(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc = (crc >> 8) ^ byte;
    for (let i = 0; i < 8; i++) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

/** Four digits, as a frame carries it. */
export const crcText = (bytes: Uint8Array): string => crc212(bytes).toString(16).toUpperCase().padStart(4, '0');
