/** Written alike in both languages, on screens and on paper. */
const WHOLE = new Intl.NumberFormat('en-GB'), TENTHS = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
export const number = (n: number): string => WHOLE.format(n);
/** With one decimal at most. */
export const tenths = (n: number): string => TENTHS.format(n);
/** A share with one decimal, which never says all or none while it is neither. */
export function share(count: number, of: number): string {
  const exact = (count / of) * 100, tenth = Math.round(exact * 10) / 10;
  return `${TENTHS.format(count < of && tenth >= 100 ? 99.9 : count > 0 && tenth <= 0 ? 0.1 : tenth)}%`;
}
