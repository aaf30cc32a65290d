/** Shown when a view breaks: what to do, and what to report. */
import { Button } from '@mantine/core';
import i18next from 'i18next';
import { Component, type ReactNode } from 'react';
import { EmptyState } from '../components/empty-state';

interface State {
  error: Error | null;
}

export class CrashGuard extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <EmptyState
        title={i18next.t('common.crashTitle')}
        text={
          <>
            <p>{i18next.t('common.crashText')}</p>
            <code data-selectable>{error.message}</code>
          </>
        }
        action={<Button onClick={() => window.location.reload()}>{i18next.t('common.reload')}</Button>}
      />
    );
  }
}
