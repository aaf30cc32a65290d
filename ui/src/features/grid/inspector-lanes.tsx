/** A lane for each leg: ringing hatched, talk solid, waiting in a queue or menu dotted. Each opens to its facts. */
import { VisuallyHidden } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import { formatAmount, formatDuration, formatLocal } from '../../lib/format';
import { partyText, reasonText } from './columns';
import type { Block, Lane, Mark } from './conversation';
import { Fact, Facts } from './inspector-facts';
import classes from './inspector-lanes.module.css';

interface Props {
  blocks: Block[];
  locale: string;
}

export function InspectorLanes({ blocks, locale }: Props) {
  const { t } = useTranslation();
  return (
    <ol className={classes.lanes} aria-label={t('legs.list')} data-testid="legs">
      {blocks.map(({ key, lanes }) => {
        const [only] = lanes;
        if (only !== undefined && lanes.length === 1)
          return (
            <li key={key}>
              <LaneRow lane={only} locale={locale} />
            </li>
          );
        const together = t('legs.together', { number: lanes.length });
        return (
          <li key={key} className={classes.together}>
            <span className={classes.note}>{together}</span>
            <ol className={classes.lanes} aria-label={together}>
              {lanes.map((lane) => (
                <li key={lane.key}>
                  <LaneRow lane={lane} locale={locale} />
                </li>
              ))}
            </ol>
          </li>
        );
      })}
    </ol>
  );
}

function LaneRow({ lane, locale }: { lane: Lane; locale: string }) {
  const { t } = useTranslation();
  const markText = useMarkText();
  const [open, setOpen] = useState(false);
  const facts = useId();
  const { step, main } = lane;
  const kind = t(`legs.kind.${step.kind}`);
  const rest = lane.parts.filter((part) => part !== main);
  return (
    <>
      <button
        type="button"
        className={classes.lane}
        aria-expanded={open}
        aria-controls={facts}
        onClick={() => setOpen((now) => !now)}
      >
        <span className={classes.head}>
          <IconChevronRight {...icon} size={12} className={classes.chevron} />
          <span className={classes.party}>{lane.party || kind}</span>
          <Said>{kind}</Said>
          <span className={classes.outcome}>{t(`legs.outcome.${step.outcome}`)}</span>
          {rest.map(({ name, seconds }) => (
            <Said key={name}>{`${t(`legs.part.${name}`)} ${formatDuration(seconds)}`}</Said>
          ))}
          <Said>{t(`legs.part.${main.name}`)}</Said>
          <span className={classes.length} data-part={main.name}>
            {formatDuration(main.seconds)}
          </span>
        </span>
        <span className={classes.track}>
          {lane.parts.map(({ name, span }) => (
            <span
              key={name}
              className={classes.part}
              data-part={name}
              style={{ insetInlineStart: `${span.from}%`, width: `${span.width}%` }}
            />
          ))}
        </span>
        {lane.marks.length > 0 && (
          <span className={classes.marks}>
            {lane.marks.map((mark) => (
              <span key={mark.kind} className={classes.mark} data-mark={mark.kind}>
                {markText(mark)}
              </span>
            ))}
          </span>
        )}
      </button>
      <div id={facts} hidden={!open} className={classes.detail}>
        {open && <LaneFacts lane={lane} locale={locale} />}
      </div>
    </>
  );
}

/** For those who hear the lane instead of seeing it. */
function Said({ children }: { children: string }) {
  return <VisuallyHidden>{` ${children} `}</VisuallyHidden>;
}

function LaneFacts({ lane, locale }: { lane: Lane; locale: string }) {
  const { t } = useTranslation();
  const { step } = lane;
  const time = (text: string) => formatLocal(text, locale, { timeStyle: 'medium' });
  return (
    <Facts>
      <Fact name={t('legs.fact.kind')} value={t(`legs.kind.${step.kind}`)} />
      <Fact name={t('legs.fact.caller')} value={partyText(step.caller, step.callerName)} />
      <Fact name={t('legs.fact.started')} value={time(step.startedLocal)} />
      <Fact
        name={t('legs.fact.answered')}
        value={step.answeredLocal === null ? '' : time(step.answeredLocal)}
      />
      <Fact name={t('legs.fact.ended')} value={time(step.endedLocal)} />
      {lane.parts.map(({ name, seconds }) => (
        <Fact key={name} name={t(`legs.part.${name}`)} value={formatDuration(seconds)} />
      ))}
      <Fact name={t('legs.fact.reason')} value={reasonText(step.endReason)} />
      <Fact name={t('legs.fact.trunk')} value={step.trunk} />
      <Fact name={t('legs.fact.cost')} value={step.cost ? formatAmount(step.cost, locale) : ''} />
      <Fact name={t('legs.fact.billed')} value={step.billedAccount} />
    </Facts>
  );
}

function useMarkText(): (mark: Mark) => string {
  const { t } = useTranslation();
  return (mark) => {
    switch (mark.kind) {
      case 'last':
        return t('legs.mark.last');
      case 'transfer':
        return t(`legs.mark.${mark.transfer}`, { party: mark.party });
      case 'consultation':
        return t('legs.mark.consultation', { party: mark.party });
      case 'reroute':
        return t(`legs.reroute.${mark.reason}`);
      case 'word':
        return mark.text;
    }
  };
}
