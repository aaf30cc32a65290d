/** The player: one for the window, a dock at its foot, and the way to play a call. */

export { KeysEditor } from './keys-editor';
export { type CallQueue, type Player, type PlayerState, usePlayer } from './player-context';
export { PlayerDock } from './player-dock';
export { PlayerProvider } from './player-provider';
export { type PlayerCommand, usePlayerCommands } from './use-player-commands';
