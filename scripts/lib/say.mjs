/** Chinese or English, as the terminal's locale says. */
export const chinese = /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '');
export const say = (zh, en) => console.log(chinese ? zh : en);
export const warn = (zh, en) => console.error(chinese ? zh : en);
/** Ends the process with a sentence. */
export function fail(zh, en) {
  warn(zh, en);
  process.exit(1);
}
