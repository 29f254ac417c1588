/** A place in the feed: events of transactions below `xact`, and of `xact` itself those up to `position`. */
export interface Position { readonly epoch: string; readonly xact: string; readonly position: string }

const WRITTEN = /^([\w-]{1,40})\.(\d{1,19})\.(\d{1,19})$/;

export const written = ({ epoch, xact, position }: Position): string => `${epoch}.${xact}.${position}`;

/** Null when the text is no position. */
export function readPosition(text: string): Position | null {
  const [, epoch, xact, position] = WRITTEN.exec(text) ?? [];
  return epoch === undefined || xact === undefined || position === undefined ? null : { epoch, xact, position };
}
