import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallRow, Playable } from '../../ipc';
import { civilOf, formatLocal } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import { parties } from './model';
import classes from './player.module.css';

interface Props {
  call: CallRow;
  playable: Playable | null;
}

/** Who speaks with whom, and since when. */
export function CallTitle({ call, playable }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { from, to } = parties(call);
  const when = `${formatLocal(call.startedLocal, locale)} ${civilOf(call.startedLocal).offset}`;
  return (
    <div
      className={classes.title}
      data-testid="player-title"
      title={playable?.decoded ? t('player.decoded', { codec: playable.codec }) : undefined}
    >
      <span className={classes.parties}>
        <Party name={from.name} number={from.number} fallback={t('player.unknownParty')} />
        <IconArrowRight size={14} role="img" aria-label={t('player.to')} className={classes.arrow} />
        <Party name={to.name} number={to.number} fallback={t('player.unknownParty')} />
      </span>
      <span className={classes.when} title={t('player.startsAt', { when })}>
        {when}
      </span>
    </div>
  );
}

function Party({ name: given, number, fallback }: { name: string; number: string; fallback: string }) {
  // Some trunks give the number for a name.
  const name = given === number ? '' : given;
  return (
    <span className={classes.party}>
      <bdi>{name || number || fallback}</bdi>
      {name !== '' && number !== '' && <bdi className={classes.number}>{number}</bdi>}
    </span>
  );
}
