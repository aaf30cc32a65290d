/** One call in full: what came of it, its course, its files, who and when, and what the PBX said. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import type { CallRow } from '../../ipc';
import { civilOf, formatDuration, formatLocal } from '../../lib/format';
import type { PlayFrom } from '../../lib/play-from';
import { partyText, reasonText } from './columns';
import classes from './inspector.module.css';
import { InspectorConversation } from './inspector-conversation';
import { Fact, Facts, Group } from './inspector-facts';
import { InspectorFiles } from './inspector-files';
import { InspectorFindings } from './inspector-findings';
import { InspectorLinks } from './inspector-links';
import { InspectorMarks } from './inspector-marks';
import { InspectorRaw } from './inspector-raw';
import { useLegs } from './use-legs';

/** The PBX is asked about a call once the selection rests on it, not about each that the arrow keys pass. */
const REST_MS = 150;

interface Props {
  call: CallRow;
  zone: string;
  locale: string;
  onPlay: (call: CallRow, from?: PlayFrom) => void;
  /** Shows all calls with a number. */
  onNumber: (number: string) => void;
  onClose: () => void;
}

export function Inspector({ call, zone, locale, onPlay, onNumber, onClose }: Props) {
  const { t } = useTranslation();
  const [resting] = useDebouncedValue(call.id, REST_MS);
  const title = call.otherName || call.other || call.extensionName || call.extension;
  return (
    <aside className={classes.inspector} aria-label={t('calls.inspector.label')} data-testid="inspector">
      <header className={classes.head}>
        <h2 className={classes.title} data-selectable title={title}>
          {title}
        </h2>
        <Tooltip label={t('common.close')}>
          <ActionIcon onClick={onClose} aria-label={t('calls.inspector.close')}>
            <IconX {...icon} />
          </ActionIcon>
        </Tooltip>
      </header>
      <div className={classes.body}>
        <p className={classes.summary}>
          {t(`calls.direction.${call.direction}`)} · {t(`calls.status.${call.status}`)}
          {call.talkS > 0 && ` · ${formatDuration(call.talkS)}`}
        </p>
        {call.recordingId !== null ? (
          <Button variant="default" leftSection={<IconPlayerPlay {...icon} />} onClick={() => onPlay(call)}>
            {t('calls.inspector.play')}
          </Button>
        ) : (
          <p className={classes.none}>{t(`calls.inspector.${silenceOf(call)}`)}</p>
        )}
        {call.goneLocal !== null && (
          <p className={classes.none}>
            {t('calls.inspector.gone', { time: formatLocal(call.goneLocal, locale) })}
          </p>
        )}
        {call.goneLocal === null && call.recordingGoneLocal !== null && (
          <p className={classes.none}>
            {t('calls.inspector.recordingGone', { time: formatLocal(call.recordingGoneLocal, locale) })}
          </p>
        )}
        {!call.listed && <p className={classes.none}>{t('calls.inspector.unlisted')}</p>}
        <InspectorLinks call={call} onNumber={onNumber} />
        <InspectorMarks
          key={`marks ${call.id}`}
          call={call}
          locale={locale}
          onPlayAt={(seconds, fileIndex) => onPlay(call, { fileIndex, seconds })}
        />
        {call.recordingId !== null && (
          <InspectorFindings
            key={`findings ${call.id}`}
            call={call}
            locale={locale}
            onPlayAt={(seconds, fileIndex) => onPlay(call, { fileIndex, seconds })}
          />
        )}
        <Course
          key={call.id}
          call={call}
          zone={zone}
          locale={locale}
          settled={resting === call.id}
          onPlay={onPlay}
        />
      </div>
    </aside>
  );
}

/** Why there is nothing to hear. */
function silenceOf(call: CallRow) {
  if (call.status !== 'answered') return 'notAnswered';
  return call.recordingMayCome ? 'notReady' : 'notRecorded';
}

type CourseProps = Pick<Props, 'call' | 'zone' | 'locale' | 'onPlay'> & { settled: boolean };

/** What is asked of the PBX stands around what is known already. */
function Course({ call, zone, locale, settled, onPlay }: CourseProps) {
  const legs = useLegs(call.id, zone, settled);
  return (
    <>
      <InspectorConversation id={call.id} zone={zone} locale={locale} legs={legs} />
      {call.recordingId !== null && (
        <InspectorFiles
          call={call}
          zone={zone}
          locale={locale}
          settled={settled}
          onPlay={(row, fileIndex) => onPlay(row, { fileIndex })}
        />
      )}
      <Known call={call} zone={zone} locale={locale} />
      <InspectorRaw id={call.id} zone={zone} raw={legs.data?.raw ?? null} />
    </>
  );
}

/** What the row of the call says. */
function Known({ call, zone, locale }: Pick<Props, 'call' | 'zone' | 'locale'>) {
  const { t } = useTranslation();
  const time = (text: string | null) =>
    text === null ? '–' : formatLocal(text, locale, { timeStyle: 'medium' });
  return (
    <>
      <Group title={t('calls.inspector.who')}>
        <Facts>
          <Fact name={t('calls.inspector.extension')} value={partyText(call.extension, call.extensionName)} />
          <Fact name={t('calls.inspector.other')} value={partyText(call.other, call.otherName)} />
          <Fact name={t('calls.inspector.caller')} value={partyText(call.caller, call.callerName)} />
          <Fact name={t('calls.inspector.callee')} value={partyText(call.callee, call.calleeName)} />
          <Fact name={t('calls.inspector.destination')} value={call.destination} />
          <Fact name={t('calls.inspector.did')} value={call.did} />
          <Fact name={t('calls.inspector.queue')} value={call.queue} />
          <Fact name={t('calls.inspector.trunk')} value={call.trunk} />
        </Facts>
      </Group>
      <Group title={t('calls.inspector.when')}>
        <Facts>
          <Fact
            name={t('calls.inspector.day')}
            value={formatLocal(call.startedLocal, locale, { dateStyle: 'full' })}
          />
          <Fact name={t('calls.inspector.started')} value={time(call.startedLocal)} />
          <Fact name={t('calls.inspector.answered')} value={time(call.answeredLocal)} />
          <Fact name={t('calls.inspector.ended')} value={time(call.endedLocal)} />
          <Fact name={t('calls.inspector.ring')} value={formatDuration(call.ringS)} />
          <Fact name={t('calls.inspector.talk')} value={formatDuration(call.talkS)} />
          <Fact name={t('calls.inspector.zone')} value={`${zone} ${civilOf(call.startedLocal).offset}`} />
        </Facts>
      </Group>
      <Group title={t('calls.inspector.end')}>
        <Facts>
          <Fact name={t('calls.inspector.status')} value={t(`calls.status.${call.status}`)} />
          <Fact name={t('calls.inspector.reason')} value={reasonText(call.endReason)} />
        </Facts>
      </Group>
    </>
  );
}
