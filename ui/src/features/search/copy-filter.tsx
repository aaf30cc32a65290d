/** What is asked for as a line of text on the clipboard: for `--filter` of the command line, for a note to a colleague. */
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { QuietButton } from '../../components/quiet-button';
import { api, type CallFilter } from '../../ipc';
import { copyText } from '../../lib/clipboard';

interface Props {
  filter: CallFilter;
  disabled: boolean;
}

export function CopyFilter({ filter, disabled }: Props) {
  const { t } = useTranslation();
  const { mutate, isSuccess, isError } = useMutation({
    mutationFn: () => copyText(api.writeFilter(filter)),
  });
  const word = isError ? 'calls.select.notCopied' : isSuccess ? 'common.copied' : 'calls.line.copy';
  return (
    <QuietButton onClick={() => mutate()} disabled={disabled} aria-live="polite" data-testid="copy-filter">
      {t(word)}
    </QuietButton>
  );
}
