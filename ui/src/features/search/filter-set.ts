/** What the search bar holds. */
import type { Direction, Term } from '../../ipc';
import { DEFAULT_RANGE, type RangeChoice } from './range';

export const DIRECTIONS = ['inbound', 'outbound', 'internal', 'transit'] as const satisfies Direction[];

export interface Filters {
  range: RangeChoice;
  /** Empty: the zone of the preferences or the tenant. */
  zone: string;
  extensions: string[];
  directions: Direction[];
  number: string;
  minTalkS: number | null;
  maxTalkS: number | null;
  answered: boolean | null;
  recorded: boolean | null;
  text: string;
  /** Calls that the PBX no longer has, in place of those it has. */
  gone: boolean;
  /** Everything else that must hold, or must not. */
  terms: Term[];
}

export const NO_FILTERS: Filters = {
  range: DEFAULT_RANGE,
  zone: '',
  extensions: [],
  directions: [],
  number: '',
  minTalkS: null,
  maxTalkS: null,
  answered: null,
  recorded: null,
  text: '',
  gone: false,
  terms: [],
};
