/** Texts of the export sheet and the job list. */
export const exports = {
  title: 'Exports',
};
