const byNumber = (character: string): string => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;

/**
 * A text as a cell of a workbook holds it: `_x0041_` is how XLSX writes a character by number, so a text that has such a thing gets its first dash written so; characters that XML cannot hold are left out.
 * The package that writes workbooks looks texts up in a plain object, where `valueOf` and its like stand from the beginning: their first letter is written by number.
 */
export function xlsxText(value: string): string {
  // eslint-disable-next-line no-control-regex
  const text = value.replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, byNumber('_')).replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  return text in {} ? `${byNumber(text)}${text.slice(1)}` : text;
}
