/** The steps of a sign-in, from the form to the session. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type AppError,
  api,
  type CertificateView,
  type SessionView,
  type SignInInput,
  type SignInStep,
} from '../../ipc';
import { sessionQuery } from '../../lib/session';

export interface SignIn {
  busy: boolean;
  failure: AppError | null;
  /** A code was mailed and is waited for. */
  codeNeeded: boolean;
  /** The server showed this certificate instead of letting us in. */
  certificate: CertificateView | null;
  start: (input: SignInInput) => void;
  submitCode: (code: string) => void;
  resend: () => void;
  explore: () => void;
  /** Back to the form; what failed is forgotten. */
  reset: () => void;
}

export function useSignIn(): SignIn {
  const client = useQueryClient();
  const [codeNeeded, setCodeNeeded] = useState(false);
  const [certificate, setCertificate] = useState<CertificateView | null>(null);

  const enter = (session: SessionView) => {
    // Nothing of an earlier account may be seen under this one.
    client.removeQueries({
      predicate: ({ queryKey }) => !['preferences', 'app-info', 'session'].includes(String(queryKey[0])),
    });
    client.setQueryData(sessionQuery.queryKey, session);
  };
  const next = (step: SignInStep) => {
    if (step.step === 'done') enter(step.session);
    else if (step.step === 'code_needed') setCodeNeeded(true);
    else setCertificate(step.certificate);
  };

  const start = useMutation({ mutationFn: (input: SignInInput) => api.signIn(input), onSuccess: next });
  const code = useMutation({ mutationFn: (text: string) => api.submitCode(text), onSuccess: next });
  const resend = useMutation({ mutationFn: () => api.resendCode() });
  const explore = useMutation({ mutationFn: () => api.exploreSample(), onSuccess: enter });
  const all = [start, code, resend, explore] as const;

  const reset = () => {
    for (const mutation of all) mutation.reset();
    setCodeNeeded(false);
    setCertificate(null);
  };
  return {
    busy: all.some((mutation) => mutation.isPending),
    failure: (all.find((mutation) => mutation.error !== null)?.error ?? null) as AppError | null,
    codeNeeded,
    certificate,
    start: (input) => {
      reset();
      start.mutate(input);
    },
    submitCode: (text) => {
      resend.reset();
      code.mutate(text);
    },
    resend: () => {
      code.reset();
      resend.mutate();
    },
    explore: () => {
      reset();
      explore.mutate();
    },
    reset,
  };
}
