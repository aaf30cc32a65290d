import { Button } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { TableBox } from '../../components/table-box';
import { type ExportCoverage, toAppError } from '../../ipc';
import { copyText } from '../../lib/clipboard';
import { formatCount } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { asCells, missingOf, reasonsOf, stepsOf } from './coverage-model';
import { Disclosure } from './disclosure';
import classes from './exports.module.css';

const COLUMNS = [
  'extension',
  'name',
  'calls',
  'answered',
  'expected',
  'recorded',
  'exported',
  'missing',
] as const;

/** What a finished export covers: from all calls to the exported ones, why each other is missing, and whose they are. */
export function CoverageTable({ coverage }: { coverage: ExportCoverage }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const summary = t('exports.coverage.summary', {
    exported: formatCount(coverage.exported, locale),
    expected: formatCount(coverage.expected, locale),
  });
  return (
    <Disclosure
      summary={summary}
      action={(open) => t(open ? 'exports.coverage.hide' : 'exports.coverage.show')}
    >
      <dl className={classes.account}>
        {stepsOf(coverage).map(({ step, count }) => (
          <div key={step} data-part={step}>
            <dt>{t(`exports.coverage.${step}`)}</dt>
            <dd>{formatCount(count, locale)}</dd>
          </div>
        ))}
        {reasonsOf(coverage).map(({ reason, count }) => (
          <div key={reason} data-part={reason}>
            <dt>{t(`exports.coverage.${reason}`)}</dt>
            <dd className={classes.tone} data-tone="attention">
              {formatCount(count, locale)}
            </dd>
          </div>
        ))}
      </dl>
      <p className={classes.dim}>{t('exports.coverage.meaning')}</p>
      {coverage.extensions.length > 0 && <Extensions coverage={coverage} />}
    </Disclosure>
  );
}

function Extensions({ coverage }: { coverage: ExportCoverage }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const titles = COLUMNS.map((column) => t(`exports.coverage.${column}`));
  const copy = useMutation({ mutationFn: () => copyText(asCells(coverage, titles)) });
  return (
    <>
      <TableBox label={t('exports.coverage.byExtension')}>
        <table>
          <thead>
            <tr>
              {COLUMNS.map((column, index) => (
                <th key={column} scope="col" data-number={index > 1 || undefined}>
                  {titles[index]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody data-selectable>
            {coverage.extensions.map((one) => (
              <tr key={one.extension}>
                <td>{one.extension === '' ? '–' : one.extension}</td>
                <td>
                  <bdi>{one.name}</bdi>
                </td>
                {[one.calls, one.answered, one.expected, one.recorded, one.exported, missingOf(one)].map(
                  (count, index) => (
                    <td key={COLUMNS[index + 2]} data-number>
                      {formatCount(count, locale)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
        {coverage.moreExtensions > 0 && (
          <p className={classes.dim}>{t('exports.coverage.more', { count: coverage.moreExtensions })}</p>
        )}
      </TableBox>
      <div className={classes.disclosure}>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconCopy size={16} />}
          onClick={() => copy.mutate()}
        >
          {t('exports.coverage.copy')}
        </Button>
        <span role="status">{copy.isSuccess && t('common.copied')}</span>
      </div>
      {copy.error !== null && <FailureNote failure={toAppError(copy.error)} />}
    </>
  );
}
