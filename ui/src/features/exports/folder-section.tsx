import { Button } from '@mantine/core';
import { IconFolder } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { formatKilobytes } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import classes from './export-sheet.module.css';
import { Section } from './section';
import type { ExportForm } from './use-export-form';

/** Where the files go; the folder itself is chosen in the system's own dialog. */
export function FolderSection({ form }: { form: ExportForm }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { folder } = form;
  return (
    <Section title={t('exports.sheet.where')}>
      <div className={classes.folder}>
        <IconFolder size={16} aria-hidden />
        <bdi
          className={classes.folderPath}
          title={folder?.path}
          data-testid="export-folder-path"
          data-selectable
        >
          {folder?.path ?? (form.folderPending ? '' : t('exports.folder.none'))}
        </bdi>
        <Button variant="default" data-autofocus data-testid="export-folder" onClick={form.chooseFolder}>
          {folder === null ? t('exports.folder.choose') : t('exports.folder.change')}
        </Button>
      </div>
      <p className={classes.dim}>
        {folder !== null && folder.freeMb !== null
          ? t('exports.folder.free', { size: formatKilobytes(folder.freeMb * 1000, locale) })
          : t('exports.folder.hint')}
      </p>
      {form.folderFailure !== null && <FailureNote failure={form.folderFailure} />}
    </Section>
  );
}
