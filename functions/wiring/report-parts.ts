// What the features that are built in tell in reports.
import { servicesPart } from '../../lib/features/services/report/index.ts';
import type { ReportPart } from '../../lib/report/index.ts';

export const REPORT_PARTS: readonly ReportPart[] = [servicesPart];
