/** What listening found in the files of a call, each with the way to its place. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { QuietButton } from '../../components/quiet-button';
import { type CallRow, type Finding, toAppError } from '../../ipc';
import { findingQueries, findingText, isGrave, useHeard } from '../../lib/findings';
import { formatDuration } from '../../lib/format';
import classes from './inspector.module.css';
import { Group } from './inspector-facts';

interface Props {
  call: CallRow;
  locale: string;
  onPlayAt: (seconds: number, fileIndex: number) => void;
}

export function InspectorFindings({ call, locale, onPlayAt }: Props) {
  const { t } = useTranslation();
  const files = useQuery(findingQueries.of(call.id, useHeard()));
  const found = files.data?.flatMap(({ fileIndex, findings }) =>
    findings.map((finding) => ({ fileIndex, finding })),
  );
  const several = (files.data?.[0]?.files ?? 1) > 1;
  return (
    <Group title={t('findings.title')}>
      {files.error !== null && (
        <FailureNote failure={toAppError(files.error)} onRetry={() => void files.refetch()} />
      )}
      {files.data?.length === 0 && <p className={classes.nothing}>{t('findings.unchecked')}</p>}
      {files.data !== undefined && files.data.length > 0 && found?.length === 0 && (
        <p className={classes.nothing}>{t('findings.none')}</p>
      )}
      <ul className={classes.notes} data-testid="findings">
        {found?.map(({ fileIndex, finding }) => (
          <li key={`${fileIndex} ${finding.kind}`}>
            <FindingLine
              finding={finding}
              file={several ? t('findings.file', { index: fileIndex }) : ''}
              locale={locale}
              onGo={(seconds) => onPlayAt(seconds, fileIndex)}
            />
          </li>
        ))}
      </ul>
    </Group>
  );
}

interface LineProps {
  finding: Finding;
  /** Which file, where there are several. */
  file: string;
  locale: string;
  onGo: (seconds: number) => void;
}

function FindingLine({ finding, file, locale, onGo }: LineProps) {
  const { t } = useTranslation();
  const seconds = finding.atMs === null ? null : finding.atMs / 1000;
  const time = seconds === null ? '' : formatDuration(Math.floor(seconds));
  return (
    <div className={classes.finding} data-grave={isGrave(finding.kind) || undefined}>
      <span data-selectable>
        {[file, findingText(t, finding, locale)].filter((part) => part !== '').join(' · ')}
      </span>
      {seconds !== null && (
        <QuietButton size="compact-xs" onClick={() => onGo(seconds)}>
          {t('findings.goTo', { time })}
        </QuietButton>
      )}
    </div>
  );
}
