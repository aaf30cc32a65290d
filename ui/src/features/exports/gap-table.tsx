import { useTranslation } from 'react-i18next';
import { TableBox } from '../../components/table-box';
import type { Gap } from '../../ipc';
import { formatCount } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import classes from './exports.module.css';
import { readProblem } from './job-state';

/** Every missing recording with its reason, as far as they are listed here. */
export function GapTable({ gaps, missing }: { gaps: readonly Gap[]; missing: number }) {
  const { t } = useTranslation();
  const locale = useLocale();
  return (
    <TableBox label={t('exports.gap.title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('exports.gap.call')}</th>
            <th scope="col" data-number>
              {t('exports.gap.file')}
            </th>
            <th scope="col">{t('exports.gap.what')}</th>
            <th scope="col">{t('exports.gap.reason')}</th>
          </tr>
        </thead>
        <tbody data-selectable>
          {gaps.map((gap) => (
            <tr key={`${gap.recordingId} ${gap.fileIndex}`}>
              <td>{gap.callId}</td>
              <td data-number>{gap.fileIndex}</td>
              <td>{t(`exports.gap.${gap.result}`)}</td>
              <td>
                <bdi>{gap.reason}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {gaps.length < missing && (
        <p className={classes.dim}>
          {t('exports.gap.rest', {
            shown: formatCount(gaps.length, locale),
            total: formatCount(missing, locale),
          })}
        </p>
      )}
    </TableBox>
  );
}

/** What a verification found: one file a line. */
export function ProblemList({ lines }: { lines: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <TableBox label={t('exports.problem.title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('exports.problem.what')}</th>
            <th scope="col">{t('exports.problem.path')}</th>
          </tr>
        </thead>
        <tbody data-selectable>
          {lines.map((line) => {
            const { kind, path } = readProblem(line);
            return (
              <tr key={line}>
                <td>{t(`exports.problem.${kind}`)}</td>
                <td>
                  <bdi>{path}</bdi>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableBox>
  );
}
