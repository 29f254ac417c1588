import { DiskBlobs, Meta, type Config } from '#platform';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { takeBackup } from '../ops/backup.js';
import { sentence } from '../say.js';
import type { Command } from './command.js';
import { PROCESS_OPTIONS, theWord } from './env.js';
import { withDatabase } from './offline.js';

export const backup: Command = {
  summary: sentence('备份：数据库的一致快照与照片，存为一个文件；不影响使用', 'back up: a consistent snapshot of the database and the photos, in one file; work goes on'),
  words: ['FILE.tar.gz'],
  options: { overwrite: { type: 'boolean', help: sentence('覆盖已有文件', 'replace an existing file') }, ...PROCESS_OPTIONS },
  async run(given) {
    const file = theWord(given, 'FILE.tar.gz');
    if (existsSync(file) && given.values['overwrite'] !== true) {
      given.say(sentence(`${file} 已存在；用 --overwrite 覆盖。`, `${file} exists; --overwrite replaces it.`));
      return 1;
    }
    return withDatabase(given, async ({ database, config }) => {
      const manifest = await database.lend((client) => takeBackup({ client, blobs: blobsOf(config), file, now: Date.now(), progress: (table, rows) => given.progress(sentence(`备份 ${table}：${rows}`, `backing up ${table}: ${rows}`)) }));
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      await new Meta(database).set(LAST_BACKUP, { at: Date.now(), rows, photos: manifest.blobs.count });
      given.progress(sentence('', ''));
      given.say(sentence(`已备份 ${manifest.tables.length} 张表 ${rows} 行、照片 ${manifest.blobs.count} 张 → ${file}\n文件含口令散列与个人信息，请妥善保管。`, `Backed up ${manifest.tables.length} tables with ${rows} rows and ${manifest.blobs.count} photos → ${file}\nIt holds password hashes and personal data: keep it safe.`));
      if (manifest.blobs.missing.length > 0) given.say(sentence(`注意：磁盘上缺少 ${manifest.blobs.missing.length} 张照片（见 doctor）。`, `Note: ${manifest.blobs.missing.length} photos are missing on the disk (see doctor).`));
      return 0;
    });
  },
};

/** Where it is kept when the last backup was taken, for those who look after the program. */
export const LAST_BACKUP = 'last-backup';

/** The same folder that a serving process uses. */
export const blobsOf = (config: Config): DiskBlobs => new DiskBlobs(join(config.dataDir, 'blobs'));
