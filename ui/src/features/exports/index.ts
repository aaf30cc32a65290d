/** Exports: the sheet that starts one, the list of jobs, and the question before the window closes over them. */
export { CloseGuard } from './close-guard';
export { ExportSheet, type ExportWhat } from './export-sheet';
export { JobNotices } from './job-notices';
export { JobsPage } from './jobs-page';
export { useRunningJobs } from './use-jobs';
