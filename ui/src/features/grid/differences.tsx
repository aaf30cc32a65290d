/** The PBX counts other than it hands out: a banner in the count line, and the sheet of the slices behind it. */
import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { icon } from '../../components/icon';
import { QuietButton } from '../../components/quiet-button';
import { Sheet } from '../../components/sheet';
import { type AppError, type SearchSnapshot, type SliceDifference, toAppError } from '../../ipc';
import { formatCount, formatDay, formatInstant, formatSince } from '../../lib/format';
import classes from './bars.module.css';

interface Props {
  snapshot: SearchSnapshot;
  /** The counts differ now. */
  differs: boolean;
  zone: string;
  locale: string;
  /** Reads these slices again, all that differ when none is named; throws what the core says. */
  onReread: (slices: SliceDifference[]) => Promise<void>;
}

const keyOf = ({ what, from }: SliceDifference) => `${what} ${from}`;

/** Also there while nothing differs: the sheet tells the end of what it was opened for. */
export function Differences(props: Props) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const count = props.snapshot.differences.length;
  return (
    <>
      {props.differs && (
        <button
          type="button"
          className={classes.differs}
          data-testid="count-differs"
          onClick={() => setOpened(true)}
        >
          <IconAlertTriangle {...icon} />{' '}
          {count === 0
            ? t('calls.slices.title')
            : t('calls.slices.banner', { count, number: formatCount(count, props.locale) })}
        </button>
      )}
      <SlicesSheet {...props} opened={opened} onClose={() => setOpened(false)} />
    </>
  );
}

function SlicesSheet({
  snapshot,
  differs,
  zone,
  locale,
  onReread,
  opened,
  onClose,
}: Props & { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  /** What is being read: the key of a slice, or all of them. */
  const [reading, setReading] = useState<string | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const slices = snapshot.differences;

  const read = async (what: string, asked: SliceDifference[]) => {
    setReading(what);
    setFailure(null);
    try {
      await onReread(asked);
    } catch (thrown) {
      setFailure(toAppError(thrown));
    } finally {
      setReading(null);
    }
  };

  return (
    <Sheet
      opened={opened}
      onClose={onClose}
      title={t('calls.slices.title')}
      width={760}
      testId="slices-sheet"
      reading={slices.length === 0}
      foot={
        slices.length === 0 ? undefined : (
          <Button
            variant="default"
            loading={reading === 'all'}
            disabled={reading !== null}
            onClick={() => read('all', [])}
            data-testid="read-all-slices"
          >
            {t('calls.slices.readAll')}
          </Button>
        )
      }
    >
      <p className={classes.text}>{t(differs ? 'calls.slices.text' : 'calls.slices.none')}</p>
      <p className={classes.text}>
        {t('calls.slices.totals', {
          counted: formatCount(snapshot.countedCalls ?? snapshot.heldCalls, locale),
          held: formatCount(snapshot.heldCalls, locale),
        })}
      </p>
      {failure !== null && <FailureNote failure={failure} />}
      {slices.length > 0 && (
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{t('calls.slices.day')}</th>
              <th>{t('calls.count.what')}</th>
              <th>{t('calls.count.pbxCounts')}</th>
              <th>{t('calls.count.received')}</th>
              <th>{t('calls.slices.tries')}</th>
              <th>{t('calls.slices.readAt')}</th>
              <th>{t('calls.slices.action')}</th>
            </tr>
          </thead>
          <tbody>
            {slices.map((slice) => {
              const day = formatDay(slice.from, zone, locale);
              const span = [slice.from, slice.to].map((at) => formatInstant(at, zone, locale)).join(' – ');
              return (
                <tr key={keyOf(slice)}>
                  <td title={span}>{day}</td>
                  <td>
                    {t(slice.what === 'recordings' ? 'calls.count.whatRecordings' : 'calls.count.whatCalls')}
                  </td>
                  <td>{formatCount(slice.counted, locale)}</td>
                  <td>{formatCount(slice.received, locale)}</td>
                  <td>{formatCount(slice.tries, locale)}</td>
                  <td>{formatSince(slice.readAt, zone, locale)}</td>
                  <td>
                    <QuietButton
                      onClick={() => read(keyOf(slice), [slice])}
                      loading={reading === keyOf(slice)}
                      disabled={reading !== null}
                      aria-label={t('calls.slices.readOne', { day })}
                    >
                      {t('calls.count.readAgain')}
                    </QuietButton>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Sheet>
  );
}
