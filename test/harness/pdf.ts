import { extractText, getDocumentProxy } from 'unpdf';

/** What can be read on each sheet of a PDF, in the order in which it was written, with single blanks. */
export async function sheetsOfPdf(bytes: Uint8Array): Promise<string[]> {
  const { text } = await extractText(await getDocumentProxy(Uint8Array.from(bytes)), { mergePages: false });
  return text.map((t) => t.replaceAll(/\s+/g, ' '));
}
