/** What is selected, and what can be done with it: two parts of the line under the grid. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconCopy, IconDownload, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import { QuietButton } from '../../components/quiet-button';
import type { Mark } from '../../ipc';
import { formatCount, formatDuration } from '../../lib/format';
import classes from './bars.module.css';
import { ReviewMenu, TagMenu } from './mark-menus';
import { type CopyOutcome, MOST_COPIED } from './use-copy';

const COPY_WORD = {
  none: 'calls.select.copy',
  copied: 'common.copied',
  refused: 'calls.select.notCopied',
} as const;

interface WordsProps {
  count: number;
  total: number;
  all: boolean;
  talkS: number | null;
  tooMany: boolean;
  locale: string;
  onSelectAll: () => void;
  onClear: () => void;
}

/** How many are selected, how long they talk, and the way to all or none. */
export function SelectionWords(props: WordsProps) {
  const { count, total, all, talkS, tooMany, locale } = props;
  const { t } = useTranslation();
  return (
    <section className={classes.selection} aria-label={t('calls.select.label')} data-testid="selection-bar">
      <Tooltip label={t('calls.select.clear')}>
        <ActionIcon onClick={props.onClear} aria-label={t('calls.select.clear')}>
          <IconX {...icon} />
        </ActionIcon>
      </Tooltip>
      <strong aria-live="polite">
        {t('calls.select.count', { count, number: formatCount(count, locale) })}
      </strong>
      {talkS !== null && (
        <span className={`${classes.dim} ${classes.minor}`}>
          {t('calls.select.talk', { duration: formatDuration(talkS) })}
        </span>
      )}
      {!all && count < total && (
        <QuietButton onClick={props.onSelectAll} data-testid="select-all">
          {t('calls.select.all', { number: formatCount(total, locale) })}
        </QuietButton>
      )}
      {tooMany && <span className={classes.attention}>{t('calls.select.tooMany')}</span>}
    </section>
  );
}

interface ActionsProps {
  count: number;
  copied: CopyOutcome | null;
  locale: string;
  tagging: boolean;
  onTagging: (on: boolean) => void;
  onMark: (mark: Mark) => void;
  onCheckSound: () => void;
  onCopy: () => void;
  onExport: () => void;
}

/** Marking, copying and exporting the selection. */
export function SelectionActions(props: ActionsProps) {
  const { count, copied, locale, onMark, onCheckSound, onCopy, onExport } = props;
  const { t } = useTranslation();
  return (
    <>
      <TagMenu opened={props.tagging} onOpened={props.onTagging} onMark={onMark} />
      <ReviewMenu onMark={onMark} onCheckSound={onCheckSound} />
      <Tooltip label={t('calls.select.copyHint', { number: formatCount(MOST_COPIED, locale) })}>
        <Button variant="default" leftSection={<IconCopy {...icon} />} onClick={onCopy}>
          {t(COPY_WORD[copied ?? 'none'])}
        </Button>
      </Tooltip>
      <Button leftSection={<IconDownload {...icon} />} onClick={onExport} data-testid="export-open">
        {t('calls.select.export', { number: formatCount(count, locale) })}
      </Button>
    </>
  );
}
