/** A check of the connection, filling step by step, and its report to copy or to save. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import { Sheet } from '../../components/sheet';
import { api, type DiagnosisId, type DiagnosisInput, toAppError } from '../../ipc';
import { copyText } from '../../lib/clipboard';
import classes from './diagnose.module.css';
import { linesOf, verdictOf } from './model';
import { StepLine } from './step-line';
import { useDiagnosis } from './use-diagnosis';

interface Props {
  /** A sign-in that does not work; `null` checks the session. */
  input: DiagnosisInput | null;
  onClose: () => void;
}

export function DiagnosisSheet({ input, onClose }: Props) {
  const { t } = useTranslation();
  const { id, state, failure, again } = useDiagnosis(input);
  const verdict = verdictOf(state);
  return (
    <Sheet
      opened
      onClose={onClose}
      title={t('diagnose.title')}
      testId="diagnosis-sheet"
      foot={<ReportButtons id={verdict === 'running' ? null : id} onAgain={again} />}
    >
      {failure !== null ? (
        <FailureNote failure={failure} onRetry={again} />
      ) : (
        <>
          <p className={classes.verdict} role="status" data-verdict={verdict} data-testid="diagnosis-verdict">
            {t(`diagnose.verdict.${verdict}`)}
          </p>
          <ol className={classes.steps}>
            {linesOf(state).map((line) => (
              <StepLine key={line.name} line={line} />
            ))}
          </ol>
        </>
      )}
    </Sheet>
  );
}

/** What can be done with a finished check; nothing of it holds a secret. */
function ReportButtons({ id, onAgain }: { id: DiagnosisId | null; onAgain: () => void }) {
  const { t } = useTranslation();
  const copy = useMutation({
    mutationFn: async (check: DiagnosisId) => copyText(await api.getDiagnosisReport(check)),
  });
  const save = useMutation({ mutationFn: (check: DiagnosisId) => api.saveDiagnosisReport(check) });
  const error = copy.error ?? save.error;
  const done = save.data ? t('diagnose.savedTo', { path: save.data }) : copy.isSuccess && t('common.copied');
  return (
    <div className={classes.foot}>
      {error !== null && <FailureNote failure={toAppError(error)} />}
      <p className={classes.hint} role="status">
        {done || t('diagnose.reportText')}
      </p>
      <div className={classes.buttons}>
        <Button variant="default" disabled={id === null} onClick={() => id !== null && copy.mutate(id)}>
          {t('diagnose.copyReport')}
        </Button>
        <Button variant="default" disabled={id === null} onClick={() => id !== null && save.mutate(id)}>
          {t('diagnose.saveReport')}
        </Button>
        <Button variant="subtle" color="gray" disabled={id === null} onClick={onAgain}>
          {t('diagnose.again')}
        </Button>
      </div>
    </div>
  );
}
