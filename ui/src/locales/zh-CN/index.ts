import { calls } from './calls';
import { common } from './common';
import { diagnose } from './diagnose';
import { exports } from './exports';
import { player } from './player';
import { session } from './session';
import { settings } from './settings';

export const zhCN = { common, session, calls, player, exports, diagnose, settings };
