import { renewFeedEpoch } from '#cases';
import type { Database } from '#platform';
import { migrate } from '../database.js';
import { BackupError, loadBackup, verifyBackup } from '../ops/restore.js';
import { filledTables } from '../ops/tables.js';
import { sentence, type Sentence } from '../say.js';
import { blobsOf } from './backup.js';
import type { Command } from './command.js';
import { examine } from './doctor.js';
import { PROCESS_OPTIONS, theWord } from './env.js';
import { withDatabase } from './offline.js';

const FAULTS: Readonly<Record<BackupError['fault'], Sentence>> = {
  'not-a-backup': sentence('这不是本系统的备份文件', 'This is not a backup of this program'), damaged: sentence('备份文件已损坏，数据库未动', 'The backup is damaged; the database was not touched'),
  newer: sentence('备份来自更新的版本，请先升级程序', 'The backup is from a newer version: upgrade the program first'),
  'not-empty': sentence('数据库不是空的；--force 会删除其中全部数据', 'The database is not empty; --force deletes everything in it'),
  'in-use': sentence('有进程正在使用此数据库，请先停止', 'A process is using this database: stop it first'),
};

export const restore: Command = {
  summary: sentence('恢复备份到空数据库，随后自检', 'restore a backup into an empty database, then examine it'),
  words: ['FILE.tar.gz'],
  options: { force: { type: 'boolean', help: sentence('先删除数据库中的全部数据', 'delete everything in the database first') }, ...PROCESS_OPTIONS },
  async run(given) {
    const file = theWord(given, 'FILE.tar.gz');
    try {
      let read = 0;
      const verified = await verifyBackup(file, () => given.progress(sentence(`核对备份 … ${++read}`, `verifying the backup … ${read}`)));
      return await withDatabase(given, async (opened) => {
        const { database, databaseUrl, config } = opened;
        await demandAlone(database);
        if (given.values['force'] === true) await empty(database);
        else await demandEmpty(database);
        await migrate(databaseUrl, verified.about.migrations);
        let loaded = 0;
        await database.lend((client) => loadBackup(client, blobsOf(config), file, verified, (table) => given.progress(sentence(`载入 ${table} … ${++loaded}`, `loading ${table} … ${loaded}`))));
        // Positions of the feed carry transaction numbers of the old cluster: everybody who follows it must read anew.
        await renewFeedEpoch(database);
        await migrate(databaseUrl);
        given.progress(sentence('', ''));
        const rows = verified.manifest.tables.reduce((sum, table) => sum + table.rows, 0);
        given.say(sentence(`已恢复 ${verified.manifest.tables.length} 张表 ${rows} 行、照片 ${verified.manifest.blobs.count} 张。自检：`, `Restored ${verified.manifest.tables.length} tables with ${rows} rows and ${verified.manifest.blobs.count} photos. Examination:`));
        return examine(given, opened);
      });
    } catch (error) {
      if (!(error instanceof BackupError)) throw error;
      given.progress(sentence('', ''));
      given.say(sentence(`${FAULTS[error.fault].zh}：${error.detail}`, `${FAULTS[error.fault].en}: ${error.detail}`));
      return 1;
    }
  },
};

/** A serving process would go on writing from what it has in memory. */
async function demandAlone(database: Database): Promise<void> {
  const others = await database.query<{ n: string }>(`select count(*) as n from pg_stat_activity where datname = current_database() and application_name = 'grid-dispatch'`);
  if (Number(others[0]?.n) > 0) throw new BackupError('in-use', `${others[0]?.n} connections`);
}

async function demandEmpty(database: Database): Promise<void> {
  const filled = await database.lend(filledTables);
  if (filled.length > 0) throw new BackupError('not-empty', filled.join(', '));
}

async function empty(database: Database): Promise<void> {
  await database.query('drop schema if exists bullmq cascade');
  await database.query('drop schema if exists analysis cascade');
  await database.query('drop schema public cascade');
  await database.query('create schema public');
}
