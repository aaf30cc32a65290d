import { calls } from './calls';
import { common } from './common';
import { diagnose } from './diagnose';
import { exports } from './exports';
import { filter } from './filter';
import { findings } from './findings';
import { insights } from './insights';
import { legs } from './legs';
import { marks } from './marks';
import { player } from './player';
import { session } from './session';
import { settings } from './settings';

export const zhCN = {
  common,
  session,
  calls,
  filter,
  findings,
  legs,
  marks,
  player,
  exports,
  insights,
  diagnose,
  settings,
};
