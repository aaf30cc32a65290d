/** One call in full: who, when, how it ended, and what the PBX said. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconPlayerPlay, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import type { CallRow } from '../../ipc';
import { civilOf, formatDuration, formatLocal } from '../../lib/format';
import { partyText, reasonText } from './columns';
import classes from './inspector.module.css';

interface Props {
  call: CallRow;
  zone: string;
  locale: string;
  onPlay: (call: CallRow) => void;
  onClose: () => void;
}

export function Inspector({ call, zone, locale, onPlay, onClose }: Props) {
  const { t } = useTranslation();
  const time = (text: string | null) =>
    text === null ? '–' : formatLocal(text, locale, { timeStyle: 'medium' });
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
        {!call.listed && <p className={classes.none}>{t('calls.inspector.unlisted')}</p>}

        <Group title={t('calls.inspector.who')}>
          <Fact name={t('calls.inspector.extension')} value={partyText(call.extension, call.extensionName)} />
          <Fact name={t('calls.inspector.other')} value={partyText(call.other, call.otherName)} />
          <Fact name={t('calls.inspector.caller')} value={partyText(call.caller, call.callerName)} />
          <Fact name={t('calls.inspector.callee')} value={partyText(call.callee, call.calleeName)} />
          <Fact name={t('calls.inspector.destination')} value={call.destination} />
          <Fact name={t('calls.inspector.did')} value={call.did} />
          <Fact name={t('calls.inspector.queue')} value={call.queue} />
          <Fact name={t('calls.inspector.trunk')} value={call.trunk} />
        </Group>

        <Group title={t('calls.inspector.when')}>
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
        </Group>

        <Group title={t('calls.inspector.end')}>
          <Fact name={t('calls.inspector.status')} value={t(`calls.status.${call.status}`)} />
          <Fact name={t('calls.inspector.reason')} value={reasonText(call.endReason)} />
        </Group>

        <details className={classes.raw}>
          <summary>{t('calls.inspector.raw')}</summary>
          <pre data-selectable>{JSON.stringify(call, null, 2)}</pre>
        </details>
      </div>
    </aside>
  );
}

/** Why there is nothing to hear. */
function silenceOf(call: CallRow) {
  if (call.status !== 'answered') return 'notAnswered';
  return call.recordingMayCome ? 'notReady' : 'notRecorded';
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.group}>
      <h3>{title}</h3>
      <dl className={classes.facts}>{children}</dl>
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  if (value === '') return null;
  return (
    <>
      <dt>{name}</dt>
      <dd data-selectable>{value}</dd>
    </>
  );
}
