/** The quiet line under the grid: how many there are, as of when, and whether the PBX agrees. */
import { Button, Loader, Popover } from '@mantine/core';
import { IconAlertTriangle, IconCircleX, IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import { Late } from '../../components/late';
import { QuietButton } from '../../components/quiet-button';
import type { SearchSnapshot, SliceDifference } from '../../ipc';
import { failureText } from '../../lib/failure-text';
import { formatCount, formatInstant, formatSince } from '../../lib/format';
import classes from './bars.module.css';
import type { CountLine as Line } from './count';
import { Differences } from './differences';
import { LiveDot, NewCalls } from './new-calls';

interface Props {
  line: Line | null;
  /** The search could not start: there is nothing to count. */
  refused: boolean;
  snapshot: SearchSnapshot | null;
  zone: string;
  locale: string;
  /** More has arrived than the grid shows. */
  behind: boolean;
  /** What is selected and what can be done with it, in the place of the counts: nothing below the rows moves. */
  selection: { words: ReactNode; actions: ReactNode } | null;
  /** The button with the list of columns. */
  columns: ReactNode;
  onRenew: () => void;
  onShowNew: () => Promise<void>;
  onAgain: () => void;
  onStop: () => void;
  onReread: (slices: SliceDifference[]) => Promise<void>;
  onSelectAll: () => void;
  onExport: () => void;
}

export function CountLine(props: Props) {
  const { line, snapshot, zone, locale } = props;
  const { t } = useTranslation();
  const n = (value: number) => formatCount(value, locale);
  return (
    <div className={classes.line} data-selected={props.selection !== null || undefined}>
      {props.selection?.words}
      <div className={classes.words} data-testid="count-line" role="status" hidden={props.selection !== null}>
        {line === null ? (
          <span>{props.refused ? null : t('common.loading')}</span>
        ) : (
          <>
            {line.reading && <Loader size={12} color="gray" />}
            <span className={classes.first}>
              {t('calls.count.calls', { shown: n(line.shown), held: n(line.held), count: line.held })}
            </span>
            <Dot />
            <span>{t('calls.count.recordings', { count: line.recordings, number: n(line.recordings) })}</span>
            {line.counting && (
              <Late>
                <Dot />
                <span>{t('calls.count.counting')}</span>
              </Late>
            )}
            {line.reading && (
              <>
                <Dot />
                <span>
                  {line.days === null
                    ? t('calls.count.reading')
                    : t('calls.count.readingDays', {
                        read: n(line.days.read),
                        count: line.days.of,
                        days: n(line.days.of),
                      })}
                </span>
              </>
            )}
            {line.stopped && (
              <>
                <Dot />
                <span>{t('calls.count.stopped')}</span>
              </>
            )}
            {line.asOf !== null && (
              <span className={`${classes.part} ${classes.minor}`}>
                <Dot />
                <span title={formatInstant(line.asOf, zone, locale)}>
                  {t('calls.count.asOf', { time: formatSince(line.asOf, zone, locale) })}
                </span>
              </span>
            )}
            {line.live !== null && <LiveDot live={line.live} />}
            {line.counted !== null && (
              <span className={`${classes.part} ${line.counted === line.held ? classes.minor : ''}`}>
                <Dot />
                <span>{t('calls.count.pbx', { number: n(line.counted) })}</span>
              </span>
            )}
          </>
        )}
      </div>
      {line?.refused && (
        <span className={classes.attention} data-testid="count-refused">
          <IconAlertTriangle {...icon} />{' '}
          {t(line.refused === 'calls' ? 'calls.count.callsRefused' : 'calls.count.recordingsRefused')}
        </span>
      )}
      {line !== null && line.unreadable > 0 && (
        <span className={classes.attention} data-testid="count-unreadable">
          <IconAlertTriangle {...icon} />{' '}
          {t('calls.count.unreadable', { count: line.unreadable, number: n(line.unreadable) })}
        </span>
      )}
      {line !== null && snapshot !== null && (
        <Differences
          snapshot={snapshot}
          differs={line.differs}
          zone={zone}
          locale={locale}
          onReread={props.onReread}
        />
      )}
      {line?.failed && snapshot?.failure && (
        <Popover position="top" width={360} withinPortal>
          <Popover.Target>
            <button type="button" className={classes.failed} data-testid="count-failed">
              <IconCircleX {...icon} /> {t('calls.count.failed')}
            </button>
          </Popover.Target>
          <Popover.Dropdown>
            <p className={classes.text}>{failureText(snapshot.failure)}</p>
            <Button variant="default" onClick={props.onAgain}>
              {t('common.retry')}
            </Button>
          </Popover.Dropdown>
        </Popover>
      )}
      {line?.days && (
        <QuietButton onClick={props.onStop} data-testid="stop-reading">
          {t('calls.count.stop')}
        </QuietButton>
      )}
      <NewCalls count={line?.newCalls ?? 0} locale={locale} onShow={props.onShowNew} />
      {props.behind && <QuietButton onClick={props.onRenew}>{t('calls.count.behind')}</QuietButton>}
      <span className={classes.space} />
      {props.columns}
      {props.selection?.actions}
      {props.selection === null && line !== null && line.shown > 0 && (
        <>
          <QuietButton onClick={props.onSelectAll} data-testid="select-all">
            {t('calls.select.all', { number: n(line.shown) })}
          </QuietButton>
          <Button leftSection={<IconDownload {...icon} />} onClick={props.onExport} data-testid="export-open">
            {t('calls.export')}
          </Button>
        </>
      )}
    </div>
  );
}

function Dot() {
  return (
    <span className={classes.dot} aria-hidden>
      ·
    </span>
  );
}
