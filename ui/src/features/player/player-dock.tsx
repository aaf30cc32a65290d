import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../ipc';
import { CallTitle } from './call-title';
import { DockControls } from './dock-controls';
import { KeysSheet } from './keys-sheet';
import classes from './player.module.css';
import { useDeck } from './player-context';
import { Stage } from './stage';
import { Transport } from './transport';

interface Props {
  /** Offers the untouched file where it cannot be played. */
  onExportOriginal?: (call: CallRow) => void;
}

/** The player at the foot of the window; nothing while nothing is loaded. */
export function PlayerDock({ onExportOriginal }: Props) {
  const { t } = useTranslation();
  const deck = useDeck();
  if (deck.call === null) return null;
  return (
    <section
      className={classes.dock}
      aria-label={t('player.title')}
      data-testid="player-dock"
      data-state={deck.state}
    >
      <div className={classes.bar}>
        <Transport deck={deck} />
        <CallTitle call={deck.call} playable={deck.playable} />
        <DockControls deck={deck} />
      </div>
      <Stage deck={deck} call={deck.call} onExportOriginal={onExportOriginal} />
      <KeysSheet opened={deck.keysShown} onClose={() => deck.showKeys(false)} />
    </section>
  );
}
