/** Everything the palette offers: what can be done, where to go, what plays, whom to look for. */
import { useComputedColorScheme } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBell,
  IconBookmark,
  IconCalendar,
  IconChartBar,
  IconChecks,
  IconColumns3,
  IconContrast,
  IconCopy,
  IconDownload,
  IconFileExport,
  IconFilterOff,
  IconHistory,
  IconHistoryOff,
  IconLogout,
  IconPhone,
  IconPlayerPlay,
  IconRefresh,
  IconSearch,
  IconSettings,
  IconStethoscope,
  IconUser,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlayerCommands } from '../features/player';
import { chipsOf, cleared, PRESETS, searchQueries, useFilters, useForgetSearches } from '../features/search';
import { api, type ProfileId } from '../ipc';
import { copyText } from '../lib/clipboard';
import { useMarking } from '../lib/marks';
import { useChangePreferences, usePreferences } from '../lib/preferences';
import { navigate, type Place } from '../lib/route';
import { history } from '../lib/undo';
import type { CallsPlaceHandle } from './calls-place';
import type { Command } from './command';
import { useSelectionCommands } from './use-selection-commands';

interface Input {
  profile: ProfileId;
  calls: RefObject<CallsPlaceHandle | null>;
  onCheck: () => void;
  onSignOut: () => void;
}

export function usePaletteItems({ profile, calls, onCheck, onSignOut }: Input): Command[] {
  const player = usePlayerCommands();
  const own = useWindowCommands({ calls, onCheck, onSignOut });
  const searches = useSearchCommands(profile, calls);
  const { data: directory } = useQuery(searchQueries.directory(profile));
  const playing = player.map(
    ({ action, label, keys, run }): Command => ({
      id: `player ${action}`,
      group: 'player',
      label,
      Icon: IconPlayerPlay,
      ...(keys === '' ? {} : { keys }),
      run,
    }),
  );
  const people = (directory ?? []).map(
    ({ number, name }): Command => ({
      id: `extension ${number}`,
      group: 'extension',
      label: number,
      more: name,
      Icon: IconUser,
      run: () => {
        navigate('calls');
        calls.current?.showExtension(number);
      },
    }),
  );
  const selected = useSelectionCommands(calls);
  return [...selected, ...own, ...playing, ...searches, ...people];
}

/** What is asked for, ranges, saved views, and what was searched for of late. */
function useSearchCommands(profile: ProfileId, calls: Input['calls']): Command[] {
  const { t } = useTranslation();
  const { filters, query, change, replace } = useFilters();
  const forget = useForgetSearches();
  const { data: views } = useQuery(searchQueries.views(profile));
  const { data: recent } = useQuery(searchQueries.recent(profile));
  const saved = (views ?? []).map(
    (kept): Command => ({
      id: `view ${kept.id}`,
      group: 'view',
      label: kept.view.name,
      Icon: IconBookmark,
      run: () => {
        navigate('calls');
        calls.current?.showView(kept);
      },
    }),
  );
  const asked = chipsOf(filters).length > 0 && [
    action('copy-filter', t('calls.line.copy'), IconCopy, () => {
      // Nothing is shown where a webview refuses; the same stands in the menu of filters, which tells it.
      void copyText(api.writeFilter(query.filter)).catch(() => undefined);
    }),
    action('clear-filters', t('calls.chip.clearAll'), IconFilterOff, () => replace(cleared(filters))),
  ];
  const ranges = PRESETS.map((preset) =>
    action(`range ${preset}`, t(`calls.range.${preset}`), IconCalendar, () =>
      change({ range: { kind: 'preset', preset } }),
    ),
  );
  const lines = (recent ?? []).map(
    (line): Command => ({
      id: `recent ${line}`,
      group: 'recent',
      label: line,
      Icon: IconHistory,
      run: () => {
        navigate('calls');
        calls.current?.showLine(line);
      },
    }),
  );
  const forgetting = lines.length > 0 && [
    action('forget-searches', t('calls.line.forget'), IconHistoryOff, () => void forget()),
  ];
  return [...(asked || []), ...ranges, ...saved, ...lines, ...(forgetting || [])];
}

const place = (id: Place, label: string, Icon: Command['Icon'], keys: string): Command => ({
  id,
  group: 'place',
  label,
  Icon,
  keys,
  run: () => navigate(id),
});

function action(id: string, label: string, Icon: Command['Icon'], run: () => void, keys?: string): Command {
  return { id, group: 'action', label, Icon, run, ...(keys === undefined ? {} : { keys }) };
}

/** What the window itself can do. */
function useWindowCommands({ calls, onCheck, onSignOut }: Omit<Input, 'profile'>): Command[] {
  const { t } = useTranslation();
  const back = useBackCommands();
  const choices = useChoiceCommands();
  const inCalls = (run: (handle: CallsPlaceHandle) => void) => () => {
    navigate('calls');
    // The place is hidden until the next frame; what is hidden takes no focus.
    requestAnimationFrame(() => calls.current !== null && run(calls.current));
  };
  const search = inCalls((handle) => handle.focusSearch());
  const exporting = inCalls((handle) => handle.exportNow());
  const refresh = inCalls((handle) => handle.readAgain());
  const all = inCalls((handle) => handle.selectAll());
  const columns = inCalls((handle) => handle.resetColumns());
  return [
    place('calls', t('common.calls'), IconPhone, 'mod+1'),
    place('exports', t('common.exports'), IconFileExport, 'mod+2'),
    place('insights', t('common.insights'), IconChartBar, 'mod+3'),
    place('settings', t('common.settings'), IconSettings, 'mod+,'),
    action('search', t('calls.searchLabel'), IconSearch, search, 'mod+f'),
    action('export', t('calls.export'), IconDownload, exporting, 'mod+e'),
    action('refresh', t('calls.refresh'), IconRefresh, refresh),
    action('all', t('calls.select.everything'), IconChecks, all, 'mod+a'),
    action('columns', t('calls.columns.reset'), IconColumns3, columns),
    ...back,
    ...choices,
    action('check', t('settings.check'), IconStethoscope, onCheck),
    action('sign-out', t('common.signOut'), IconLogout, onSignOut),
  ];
}

/** Undo and redo, while there is something to take back. */
function useBackCommands(): Command[] {
  const { t } = useTranslation();
  const { undo, redo } = useMarking();
  const { canUndo, canRedo } = useSyncExternalStore(history.subscribe, history.get);
  const commands: Command[] = [];
  if (canUndo)
    commands.push(action('undo', t('settings.keys.undo'), IconArrowBackUp, () => void undo(), 'mod+z'));
  if (canRedo)
    commands.push(
      action('redo', t('settings.keys.redo'), IconArrowForwardUp, () => void redo(), 'mod+shift+z'),
    );
  return commands;
}

/** Settings that are one step away. */
function useChoiceCommands(): Command[] {
  const { t } = useTranslation();
  const change = useChangePreferences();
  const { density, liveCalls } = usePreferences() ?? {};
  const scheme = useComputedColorScheme('light');
  return [
    action('scheme', t('common.toggleScheme'), IconContrast, () =>
      change({ colorScheme: scheme === 'dark' ? 'light' : 'dark' }),
    ),
    action('density', t('common.toggleDensity'), IconColumns3, () =>
      change({ density: density === 'compact' ? 'normal' : 'compact' }),
    ),
    action('live', t('common.toggleLive'), IconBell, () => change({ liveCalls: liveCalls === false })),
  ];
}
