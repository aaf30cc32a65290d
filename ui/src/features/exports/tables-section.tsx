import { Checkbox, Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CsvSeparator, CsvStyle } from '../../ipc';
import { ColumnsMenu } from './columns-menu';
import classes from './export-sheet.module.css';
import { Section } from './section';
import { TABLES, withTable } from './sheet-model';
import type { ExportForm } from './use-export-form';

const SEPARATORS: readonly CsvSeparator[] = ['comma', 'semicolon', 'tab'];

/** Tables beside the audio. */
export function TablesSection({ form }: { form: ExportForm }) {
  const { t } = useTranslation();
  const { tables, csv, csvSeparator, columns } = form.options;
  return (
    <Section
      title={t('exports.sheet.tables')}
      tools={
        tables.length > 0 && (
          <ColumnsMenu columns={columns} onChange={(chosen) => form.set({ columns: chosen })} />
        )
      }
    >
      <div className={classes.choices}>
        {TABLES.map((table) => (
          <Checkbox
            key={table}
            label={t(`exports.tables.${table}`)}
            checked={tables.includes(table)}
            onChange={(event) => form.set({ tables: withTable(tables, table, event.currentTarget.checked) })}
          />
        ))}
      </div>
      {tables.includes('csv') && (
        <>
          <Radio.Group
            aria-label={t('exports.csv.label')}
            value={csv}
            onChange={(value) => form.set({ csv: value as CsvStyle })}
          >
            <div className={classes.under}>
              <span aria-hidden>{t('exports.csv.label')}</span>
              <Radio size="xs" value="excel" label={t('exports.csv.excel')} />
              <Radio size="xs" value="raw" label={t('exports.csv.raw')} />
            </div>
          </Radio.Group>
          <Radio.Group
            aria-label={t('exports.separator.label')}
            value={csvSeparator}
            onChange={(value) => form.set({ csvSeparator: value as CsvSeparator })}
          >
            <div className={classes.under}>
              <span aria-hidden>{t('exports.separator.label')}</span>
              {SEPARATORS.map((value) => (
                <Radio key={value} size="xs" value={value} label={t(`exports.separator.${value}`)} />
              ))}
            </div>
          </Radio.Group>
        </>
      )}
    </Section>
  );
}
