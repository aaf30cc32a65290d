/** The steps of a sign-in, from the form to the session. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type AppError,
  api,
  type CodeMailed,
  type SessionView,
  type SignInInput,
  type SignInStep,
} from '../../ipc';
import { sessionQuery } from '../../lib/session';

/** A step at which the person has to do something. */
export type OpenStep = Exclude<SignInStep, { step: 'done' }>;

export interface SignIn {
  busy: boolean;
  failure: AppError | null;
  /** What is waited for; null before the password was sent. */
  open: OpenStep | null;
  start: (input: SignInInput) => void;
  submitCode: (code: string) => void;
  resend: () => void;
  chooseTenant: (id: string) => void;
  explore: () => void;
  /** Back to the form; what failed is forgotten, and what was begun is given up. */
  reset: () => void;
}

export function useSignIn(onDone?: () => void): SignIn {
  const client = useQueryClient();
  const [open, setOpen] = useState<OpenStep | null>(null);

  const enter = (session: SessionView) => {
    const before = client.getQueryData(sessionQuery.queryKey);
    const same = before?.profile === session.profile && before.domain === session.domain;
    if (!same) {
      // Nothing of an earlier account may be seen under this one.
      client.removeQueries({
        predicate: ({ queryKey }) => !['preferences', 'app-info', 'session'].includes(String(queryKey[0])),
      });
    }
    setOpen(null);
    client.setQueryData(sessionQuery.queryKey, session);
    onDone?.();
  };
  const next = (step: SignInStep) => (step.step === 'done' ? enter(step.session) : setOpen(step));
  const mailedAgain = (mailed: CodeMailed) => setOpen({ step: 'code_needed', mailed });

  const start = useMutation({ mutationFn: (input: SignInInput) => api.signIn(input), onSuccess: next });
  const code = useMutation({ mutationFn: (text: string) => api.submitCode(text), onSuccess: next });
  const resend = useMutation({ mutationFn: () => api.resendCode(), onSuccess: mailedAgain });
  const tenant = useMutation({ mutationFn: (id: string) => api.chooseTenant(id), onSuccess: next });
  const explore = useMutation({ mutationFn: () => api.exploreSample(), onSuccess: enter });
  const all = [start, code, resend, tenant, explore] as const;

  const forget = () => {
    for (const mutation of all) mutation.reset();
    setOpen(null);
  };
  return {
    busy: all.some((mutation) => mutation.isPending),
    failure: (all.find((mutation) => mutation.error !== null)?.error ?? null) as AppError | null,
    open,
    start: (input) => {
      forget();
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
    chooseTenant: (id) => tenant.mutate(id),
    explore: () => {
      forget();
      explore.mutate();
    },
    reset: () => {
      // A sign-in that waits is still a session at the PBX.
      if (open !== null) void api.cancelSignIn().catch(() => undefined);
      forget();
    },
  };
}
