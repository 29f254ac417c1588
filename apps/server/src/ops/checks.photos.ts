import { sentence } from '../say.js';
import type { Check, Finding } from './doctor.js';

/** Photos named by reports and by cases are known; known photos lie on the disk; what lies on the disk is known. */
export const photosCheck: Check = {
  name: 'photos', title: sentence('照片', 'photos'),
  async *run({ database, blobs }) {
    const known = new Set((await database.query<{ hash: string }>('select hash from attachment')).map(({ hash }) => hash));
    for (const hash of known) if (!(await blobs.has(hash))) yield fault(hash, '磁盘上没有照片', 'is not on the disk');
    const named = await database.query<{ hash: string }>('select distinct unnest(photos) as hash from report union select distinct unnest(photos) from cases');
    for (const { hash } of named) if (!known.has(hash)) yield fault(hash, '报告引用了未登记的照片', 'is named by a report or a case but was never stored');
    const kept = new Set((await database.query<{ blob: string }>('select blob from attachment_rendition')).map(({ blob }) => blob));
    let orphans = 0;
    for await (const hash of blobs.list()) if (!known.has(hash) && !kept.has(hash)) orphans++;
    // A crash between writing the file and its row leaves one; it takes room and does no harm.
    if (orphans > 0) yield { level: 'warning', say: sentence(`磁盘上有 ${orphans} 个无人引用的文件`, `${orphans} files on the disk belong to no photo`) };
    return sentence(`${known.size} 张`, `${known.size}`);
  },
};

const fault = (hash: string, zh: string, en: string): Finding => ({ level: 'fault', id: hash, say: sentence(`${zh} ${hash.slice(0, 12)}…`, `${hash.slice(0, 12)}… ${en}`) });
