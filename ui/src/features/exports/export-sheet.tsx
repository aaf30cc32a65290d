import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { Sheet } from '../../components/sheet';
import type { AppInfo, CallQuery, CallTotals, ExportOptions, JobId } from '../../ipc';
import { formatCount } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { appInfoQuery, usePreferences } from '../../lib/preferences';
import { navigate } from '../../lib/route';
import { AudioSection } from './audio-section';
import classes from './export-sheet.module.css';
import { ExportSummary } from './export-summary';
import { FolderSection } from './folder-section';
import { MoreSection } from './more-section';
import { NamesSection } from './names-section';
import { PackagingSection } from './packaging-section';
import { blockedBy, startWords } from './sheet-model';
import { TablesSection } from './tables-section';
import { type ExportBegin, useExportForm } from './use-export-form';
import { WhatSection } from './what-section';

/** Whether the rows were picked by hand or are everything that matches. */
export type ExportWhat = 'selection' | 'all';

interface Props {
  opened: boolean;
  onClose: () => void;
  /** What to export; a selection carries its ids in the filter. */
  query: CallQuery;
  what: ExportWhat;
  /** What the list knows of it already; the preview says it exactly. */
  totals: CallTotals;
  /** The zone of times in names and tables. */
  zone: string;
  /** Choices of this one export, over those of last time; such an export is not remembered. */
  preset?: Partial<ExportOptions>;
  /** Where it begins: folder and days of an export that is done again. */
  begin?: ExportBegin;
  /** Instead of going to the job list. */
  onStarted?: (id: JobId) => void;
}

const WIDTH = 520;

/** Everything an export needs, on one sheet. It starts afresh, with the choices of last time, whenever it is opened. */
export function ExportSheet(props: Props) {
  const remembered = usePreferences()?.export;
  const { data: info } = useQuery(appInfoQuery);
  const [was, setWas] = useState(false);
  const [opening, setOpening] = useState(0);
  if (props.opened !== was) {
    setWas(props.opened);
    if (props.opened) setOpening(opening + 1);
  }
  if (opening === 0 || remembered === undefined || info === undefined) return null;
  return <FilledSheet key={opening} {...props} remembered={remembered} info={info} />;
}

interface FilledProps extends Props {
  remembered: ExportOptions;
  info: AppInfo;
}

function FilledSheet({
  opened,
  onClose,
  query,
  what,
  totals,
  zone,
  preset,
  begin,
  onStarted,
  remembered,
  info,
}: FilledProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const form = useExportForm({
    opened,
    query,
    totals,
    remembered,
    preset,
    begin,
    onStarted(id) {
      onClose();
      if (onStarted === undefined) navigate('exports');
      else onStarted(id);
    },
  });
  const blocked = blockedBy(form.totals, form.folder, form.options, form);
  const words = startWords(form.totals, form.unread);
  return (
    <Sheet
      opened={opened}
      onClose={onClose}
      title={t('exports.sheet.title')}
      width={WIDTH}
      testId="export-sheet"
      foot={
        <div className={classes.foot}>
          {form.startFailure !== null && <FailureNote failure={form.startFailure} />}
          <div className={classes.footRow}>
            <ExportSummary form={form} blocked={blocked} />
            <Button
              data-testid="export-start"
              disabled={blocked !== null}
              loading={form.starting}
              onClick={form.start}
            >
              {t(`exports.start.${words.key}`, {
                count: words.count,
                number: formatCount(words.count, locale),
              })}
            </Button>
          </div>
        </div>
      }
    >
      <div className={classes.form}>
        <WhatSection form={form} what={what} zone={zone} />
        <FolderSection form={form} />
        <NamesSection form={form} info={info} />
        <AudioSection form={form} />
        <TablesSection form={form} />
        <PackagingSection form={form} />
        <MoreSection form={form} />
      </div>
    </Sheet>
  );
}
