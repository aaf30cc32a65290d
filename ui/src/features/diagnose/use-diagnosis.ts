/** One check, from the opening of the sheet to its end; closing the sheet stops it. */
import { useEffect, useState } from 'react';
import {
  type AppError,
  api,
  type Diagnosis,
  type DiagnosisId,
  type DiagnosisInput,
  toAppError,
  watchDiagnosis,
} from '../../ipc';

export interface Check {
  id: DiagnosisId | null;
  state: Diagnosis | null;
  failure: AppError | null;
  /** Goes through all steps once more. */
  again: () => void;
}

export function useDiagnosis(input: DiagnosisInput | null): Check {
  const [round, setRound] = useState(0);
  const [id, setId] = useState<DiagnosisId | null>(null);
  const [state, setState] = useState<Diagnosis | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round is a check of its own
  useEffect(() => {
    let left = false;
    let started: DiagnosisId | null = null;
    const stop = (check: DiagnosisId) => void api.cancelDiagnosis(check).catch(() => undefined);
    const run = async () => {
      started = await api.startDiagnosis(input);
      if (left) return stop(started);
      setId(started);
      await watchDiagnosis(started, (next) => {
        if (!left) setState(next);
      });
    };
    run().catch((thrown: unknown) => {
      if (!left) setFailure(toAppError(thrown));
    });
    return () => {
      left = true;
      if (started !== null) stop(started);
    };
  }, [input, round]);

  const again = () => {
    setId(null);
    setState(null);
    setFailure(null);
    setRound(round + 1);
  };
  return { id, state, failure, again };
}
