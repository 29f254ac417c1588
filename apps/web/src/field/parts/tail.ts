/** The end of a case's number, as people say it; it is not broken over two lines. */
export const tail = (number: string): string => `…\u2060${number.slice(-6)}`;
