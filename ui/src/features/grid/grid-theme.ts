/** AG Grid in our greys: hairlines between rows, no boxes; the accent marks the selection only. */
import { themeQuartz } from 'ag-grid-community';
import type { Density } from '../../ipc';

const base = themeQuartz.withParams({
  fontFamily: 'inherit',
  fontSize: 13,
  dataFontSize: 13,
  headerFontSize: 12,
  headerFontWeight: 500,
  spacing: 4,
  cellHorizontalPadding: 8,
  backgroundColor: 'var(--td-bg)',
  foregroundColor: 'var(--td-text)',
  textColor: 'var(--td-text)',
  headerTextColor: 'var(--td-dim)',
  headerBackgroundColor: 'var(--td-bg)',
  headerHeight: 32,
  borderColor: 'var(--td-line)',
  rowBorder: { color: 'var(--td-line)' },
  headerRowBorder: { color: 'var(--td-line)' },
  pinnedColumnBorder: { color: 'transparent' },
  columnBorder: false,
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  oddRowBackgroundColor: 'transparent',
  selectedRowBackgroundColor: 'var(--td-accent-soft)',
  accentColor: 'var(--td-accent)',
  headerColumnResizeHandleColor: 'var(--td-line)',
  headerColumnResizeHandleHeight: '50%',
  iconSize: 12,
  cardShadow: 'var(--td-shadow)',
  popupShadow: 'var(--td-shadow)',
});

/** One theme for each height of rows; made once, since AG Grid compares them by identity. */
export const gridThemes: Record<Density, typeof base> = {
  normal: base.withParams({ rowHeight: 32 }),
  compact: base.withParams({ rowHeight: 28 }),
};
