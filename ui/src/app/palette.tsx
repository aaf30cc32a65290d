/** The command palette: everything by its name, what is used most first. */
import { Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { type RefObject, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../components/icon';
import { Shortcut } from '../components/shortcut';
import type { ProfileId } from '../ipc';
import { deskOf, keepDesk } from '../lib/desk';
import type { CallsPlaceHandle } from './calls-place';
import type { Command } from './command';
import classes from './palette.module.css';
import { found } from './palette-model';
import { usePaletteItems } from './use-palette-items';

interface Props {
  profile: ProfileId;
  calls: RefObject<CallsPlaceHandle | null>;
  onCheck: () => void;
  onSignOut: () => void;
}

export function Palette(props: Props) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState('');
  return (
    <Spotlight.Root
      query={typed}
      onQueryChange={setTyped}
      onSpotlightOpen={() => setOpened(true)}
      onSpotlightClose={() => {
        setOpened(false);
        // At once, not at the end of the fading: who opens it again right away starts afresh.
        setTyped('');
      }}
      shortcut={null}
      size={520}
      classNames={{ content: classes.content ?? '' }}
      attributes={{ content: { 'aria-label': t('common.palette') } }}
      transitionProps={{ duration: 80 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.25 }}
      radius={8}
      shadow="var(--td-shadow)"
      yOffset={96}
      centered={false}
      scrollable
      maxHeight={420}
      returnFocus
    >
      <Spotlight.Search placeholder={t('common.paletteSearch')} leftSection={<IconSearch {...icon} />} />
      {opened && <Found {...props} typed={typed} />}
    </Spotlight.Root>
  );
}

/** Only while it is open: what is offered changes with much else. */
function Found({ typed, ...props }: Props & { typed: string }) {
  const { t } = useTranslation();
  const { profile } = props;
  const items = usePaletteItems(props);
  // As it was when the palette opened: a use does not move what is under the hand.
  const uses = useMemo(() => new Map(deskOf(profile).uses), [profile]);
  const shown = found(items, typed, uses);
  const run = (command: Command) => {
    const counts = new Map(deskOf(profile).uses);
    counts.set(command.id, (counts.get(command.id) ?? 0) + 1);
    keepDesk(profile, { uses: [...counts] });
    command.run();
  };
  return (
    <Spotlight.ActionsList>
      {shown.map((command) => (
        <Spotlight.Action key={command.id} onClick={() => run(command)}>
          <span className={classes.icon}>
            <command.Icon {...icon} />
          </span>
          <span className={classes.label}>
            {command.label}
            {command.more !== undefined && <span className={classes.more}> {command.more}</span>}
          </span>
          <span className={classes.group}>{t(`common.paletteGroup.${command.group}`)}</span>
          {command.keys !== undefined && <Shortcut keys={command.keys} />}
        </Spotlight.Action>
      ))}
      {shown.length === 0 && <Spotlight.Empty>{t('common.paletteNothing')}</Spotlight.Empty>}
    </Spotlight.ActionsList>
  );
}
