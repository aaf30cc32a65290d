/** What is selected and what can be done with it. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconCopy, IconDownload, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import { formatCount, formatDuration } from '../../lib/format';
import classes from './bars.module.css';
import { MOST_COPIED } from './use-copy';

interface Props {
  count: number;
  total: number;
  all: boolean;
  talkS: number | null;
  tooMany: boolean;
  copied: boolean;
  locale: string;
  onSelectAll: () => void;
  onClear: () => void;
  onCopy: () => void;
  onExport: () => void;
}

export function SelectionBar(props: Props) {
  const { count, total, all, talkS, tooMany, copied, locale } = props;
  const { t } = useTranslation();
  const number = formatCount(count, locale);
  return (
    <section className={classes.selection} aria-label={t('calls.select.label')} data-testid="selection-bar">
      <Tooltip label={t('calls.select.clear')}>
        <ActionIcon onClick={props.onClear} aria-label={t('calls.select.clear')}>
          <IconX {...icon} />
        </ActionIcon>
      </Tooltip>
      <strong aria-live="polite">{t('calls.select.count', { count, number })}</strong>
      {talkS !== null && (
        <span className={classes.dim}>{t('calls.select.talk', { duration: formatDuration(talkS) })}</span>
      )}
      {!all && count < total && (
        <button type="button" className={classes.link} onClick={props.onSelectAll} data-testid="select-all">
          {t('calls.select.all', { number: formatCount(total, locale) })}
        </button>
      )}
      {tooMany && <span className={classes.attention}>{t('calls.select.tooMany')}</span>}
      <span className={classes.space} />
      <Tooltip label={t('calls.select.copyHint', { number: formatCount(MOST_COPIED, locale) })}>
        <Button variant="default" leftSection={<IconCopy {...icon} />} onClick={props.onCopy}>
          {t(copied ? 'common.copied' : 'calls.select.copy')}
        </Button>
      </Tooltip>
      <Button leftSection={<IconDownload {...icon} />} onClick={props.onExport} data-testid="export-open">
        {t('calls.select.export', { number })}
      </Button>
    </section>
  );
}
