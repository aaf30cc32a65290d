/** The files of the recording, as the PBX tells of them now; each can be played. */
import { ActionIcon, Skeleton, Tooltip } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { icon } from '../../components/icon';
import { Late } from '../../components/late';
import { type CallRow, type RecordingFileView, toAppError } from '../../ipc';
import { formatDuration, formatLocal } from '../../lib/format';
import classes from './inspector.module.css';
import { Group } from './inspector-facts';
import { inspectorQueries } from './queries';

interface Props {
  call: CallRow;
  zone: string;
  locale: string;
  settled: boolean;
  onPlay: (call: CallRow, fileIndex: number) => void;
}

export function InspectorFiles({ call, zone, locale, settled, onPlay }: Props) {
  const { t } = useTranslation();
  const files = useQuery({ ...inspectorQueries.files(call.id, zone), enabled: settled });
  return (
    <Group title={t('legs.files.title')}>
      {files.error !== null && (
        <FailureNote
          failure={toAppError(files.error)}
          title={t('legs.files.failed')}
          onRetry={() => void files.refetch()}
        />
      )}
      {files.isPending && (
        <Late>
          <Skeleton height={24} radius={2} mt={8} />
        </Late>
      )}
      {files.data?.length === 0 && <p className={classes.none}>{t('legs.files.none')}</p>}
      <ul className={classes.files} data-testid="files">
        {files.data?.map((file) => (
          <li key={file.fileIndex}>
            <FileRow file={file} locale={locale} onPlay={() => onPlay(call, file.fileIndex)} />
          </li>
        ))}
      </ul>
    </Group>
  );
}

interface RowProps {
  file: RecordingFileView;
  locale: string;
  onPlay: () => void;
}

function FileRow({ file, locale, onPlay }: RowProps) {
  const { t } = useTranslation();
  const play = t('legs.files.play', { index: file.fileIndex });
  const facts = [
    file.startedLocal === null ? '' : formatLocal(file.startedLocal, locale, { timeStyle: 'medium' }),
    file.durationS === null ? '' : formatDuration(file.durationS),
  ].filter((fact) => fact !== '');
  return (
    <>
      {file.hasFile && (
        <Tooltip label={play}>
          <ActionIcon size="sm" onClick={onPlay} aria-label={play}>
            <IconPlayerPlay {...icon} />
          </ActionIcon>
        </Tooltip>
      )}
      <div className={classes.file}>
        <div>{[t('legs.files.file', { index: file.fileIndex }), ...facts].join(' · ')}</div>
        <div className={classes.fileName} title={file.name} data-selectable>
          {file.hasFile ? file.name : t('legs.files.missing')}
        </div>
      </div>
    </>
  );
}
