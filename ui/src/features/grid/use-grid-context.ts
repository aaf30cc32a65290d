/** The context of the cells. The grid keeps the first one it is given, so what changes is reached through it. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallId } from '../../ipc';
import { createStore } from '../../lib/store';
import type { GridContext } from './grid-context';
import type { SelectionStore } from './selection';

type Deeds = Pick<GridContext, 'choose' | 'chooseAll' | 'play'>;

export function useGridContext(selection: SelectionStore, playing: CallId | null, deeds: Deeds): GridContext {
  const { i18n } = useTranslation();
  const [playingStore] = useState(() => createStore<CallId | null>(null));
  useEffect(() => playingStore.set(playing), [playing, playingStore]);
  const latest = useRef(deeds);
  useLayoutEffect(() => {
    latest.current = deeds;
  });
  const [context] = useState(
    (): GridContext => ({
      // The one of the language: it stays the same function, whatever is chosen.
      t: i18n.t,
      selection,
      playing: playingStore,
      choose: (...args) => latest.current.choose(...args),
      chooseAll: (on) => latest.current.chooseAll(on),
      play: (row) => latest.current.play(row),
    }),
  );
  return context;
}
