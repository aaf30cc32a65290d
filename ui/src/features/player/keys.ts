/**
 * Keys of the player as data: which key does what, and when a key belongs to something else.
 */

/** What a key can ask of the player. */
export type PlayerAction =
  | 'toggle'
  | 'back5'
  | 'forward5'
  | 'back10'
  | 'forward10'
  | 'slower'
  | 'faster'
  | 'normalSpeed'
  | 'previousCall'
  | 'nextCall'
  | 'markA'
  | 'markB'
  | 'clearLoop'
  | 'skipSilence'
  | 'note'
  | 'review'
  | Rate
  | 'showKeys';

export type Rate = 'rate1' | 'rate2' | 'rate3' | 'rate4' | 'rate5';

/** One line of the list of keys. `keys` are `KeyboardEvent.key` values, letters in lower case. */
export interface Binding {
  readonly action: PlayerAction;
  readonly keys: readonly string[];
}

/** The keys as they come, in the order they are shown. PgUp goes forward, as in every slider (WAI-ARIA, slider pattern). */
export const BINDINGS: readonly Binding[] = [
  { action: 'toggle', keys: [' ', 'k'] },
  { action: 'back5', keys: ['ArrowLeft'] },
  { action: 'forward5', keys: ['ArrowRight'] },
  { action: 'back10', keys: ['PageDown', 'j'] },
  { action: 'forward10', keys: ['PageUp', 'l'] },
  { action: 'slower', keys: ['['] },
  { action: 'faster', keys: [']'] },
  { action: 'normalSpeed', keys: ['='] },
  { action: 'previousCall', keys: [','] },
  { action: 'nextCall', keys: ['.'] },
  { action: 'markA', keys: ['a'] },
  { action: 'markB', keys: ['b'] },
  { action: 'clearLoop', keys: ['x'] },
  { action: 'skipSilence', keys: ['s'] },
  { action: 'note', keys: ['n'] },
  { action: 'review', keys: ['m'] },
  { action: 'rate1', keys: ['1'] },
  { action: 'rate2', keys: ['2'] },
  { action: 'rate3', keys: ['3'] },
  { action: 'rate4', keys: ['4'] },
  { action: 'rate5', keys: ['5'] },
  { action: 'showKeys', keys: ['?'] },
];

const NAVIGATION = new Set([
  ' ',
  'Enter',
  'PageUp',
  'PageDown',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
]);

/** What has the focus when a key is pressed. */
export type Focus = 'text' | 'control' | 'list' | 'dialog' | 'free';

/** The keys pressed, as far as they matter here. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** True for AltGr, with which `[` is typed on many keyboards. */
  readonly altGraph: boolean;
}

/** A key by the name that bindings use. */
export function nameOfKey(key: string): string {
  return key.length === 1 ? key.toLowerCase() : key;
}

/** What a key press asks of the player; null when it is not the player's. */
export function actionFor(
  press: KeyPress,
  focus: Focus,
  bindings: readonly Binding[] = BINDINGS,
): PlayerAction | null {
  if (focus === 'text' || focus === 'dialog') {
    return null;
  }
  if (!press.altGraph && (press.ctrlKey || press.metaKey || press.altKey)) {
    return null;
  }
  // A button is pressed with Space and a table is walked with arrows, whatever is playing.
  if (focus === 'list' && NAVIGATION.has(press.key)) {
    return null;
  }
  if (focus === 'control' && (press.key === ' ' || press.key === 'Enter')) {
    return null;
  }
  const key = nameOfKey(press.key);
  return bindings.find((binding) => binding.keys.includes(key))?.action ?? null;
}

const TEXT =
  'input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=range]), textarea, select, [contenteditable=true]';
const LIST =
  '[role=grid], [role=treegrid], [role=listbox], [role=menu], [role=menubar], [role=tablist], [role=radiogroup], [role=tree], [role=slider]:not([data-player-slider]), input[type=radio], input[type=range]';
const CONTROL =
  'button, a[href], summary, [role=button], [role=checkbox], [role=switch], input[type=checkbox]';

/** What the focused element is to the player. `dialogOpen`: a sheet covers the window. */
export function focusOf(target: EventTarget | null, dialogOpen: boolean): Focus {
  if (!(target instanceof Element)) {
    return dialogOpen ? 'dialog' : 'free';
  }
  if (target.closest(TEXT) !== null) {
    return 'text';
  }
  if (dialogOpen) {
    return 'dialog';
  }
  if (target.closest(LIST) !== null) {
    return 'list';
  }
  return target.closest(CONTROL) === null ? 'free' : 'control';
}
