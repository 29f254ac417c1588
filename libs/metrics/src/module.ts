import { Module } from '@nestjs/common';
import { AssessSource } from './assess.js';
import { AssessmentController } from './assessment/assessment.controller.js';
import { Counts } from './assessment/counts.js';
import { AssessmentCounts } from './assessment/figures.js';
import { RuleNaming } from './assessment/rule-naming.js';
import { Leagues } from './assessment/league.js';
import { BoardController } from './board/board.controller.js';
import { BoardFigures } from './board/figures.js';
import { CountedCases } from './counting/cases.js';
import { AssessmentFiles } from './files/files.js';
import { AssessmentFilesController } from './files/files.controller.js';
import { FiguresController } from './figures.controller.js';
import { Figures } from './figures.js';
import { PaperReports } from './pdf/paper-reports.js';
import { ScheduledReports } from './reports/reports.js';
import { ReportsController } from './reports/reports.controller.js';
import { Snapshots } from './snapshots/snapshots.js';
import { SnapshotsController } from './snapshots/snapshots.controller.js';
import { LengthColumns } from './sums/columns.js';
import { Sums } from './sums/sums.js';

/** Daily figures, and the board's. Needs the global PlatformModule, DirectoryModule and NoticesModule, and the tables of cases. */
@Module({ providers: [CountedCases, LengthColumns, Sums, AssessSource, Figures, Counts, BoardFigures, RuleNaming, AssessmentCounts, Leagues, AssessmentFiles, PaperReports, Snapshots, ScheduledReports], controllers: [FiguresController, BoardController, AssessmentController, AssessmentFilesController, SnapshotsController, ReportsController], exports: [Figures, Snapshots] })
export class MetricsModule {}
