import { calls } from './calls';
import { common } from './common';
import { exports } from './exports';
import { player } from './player';
import { session } from './session';
import { settings } from './settings';

export const en = { common, session, calls, player, exports, settings };
