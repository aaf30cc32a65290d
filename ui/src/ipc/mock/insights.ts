/** The mock's pictures: the same sums as the core's, of its few thousand calls. Periods are always days. */
import { addDays, fromCivil, toLocal } from '../../lib/zone';
import type {
  Bin,
  CallQuery,
  CoverageCell,
  ExtensionColumn,
  ExtensionInsight,
  ExtensionInsights,
  ExtensionOrder,
  Insights,
  Period,
  Tally,
} from '../bindings.gen';
import { type BareCall, DIRECTORY } from './company';

const RING = [0, 5, 10, 15, 20, 30, 45, 60, 120];
const TALK = [0, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];
const DIRECTIONS = ['inbound', 'outbound', 'internal', 'transit', 'unknown'] as const;

function tallyOf(calls: BareCall[]): Tally {
  const answered = calls.filter((call) => call.status === 'answered');
  return {
    calls: calls.length,
    answered: answered.length,
    recorded: calls.filter((call) => call.recordingId !== null).length,
    missing: answered.filter((call) => call.recordingId === null).length,
  };
}

function binsOf(bounds: number[], seconds: number[]): Bin[] {
  return bounds.map((minS, place) => {
    const next = bounds[place + 1];
    const maxS = next === undefined ? null : next - 1;
    return { minS, maxS, calls: seconds.filter((s) => s >= minS && (maxS === null || s <= maxS)).length };
  });
}

function daysOf({ range }: CallQuery): { from: string; to: string; start: number; end: number }[] {
  const [first, last] = [range.from.slice(0, 10), range.to.slice(0, 10)];
  const days = [];
  for (let day = first; day <= last; day = addDays(day, 1)) {
    const from = day === first ? range.from : day;
    const to = day === last ? range.to : day;
    const until = to.length === 10 ? addDays(to, 1) : to;
    const [start, end] = [fromCivil(from, range.zone), fromCivil(until, range.zone)];
    days.push({ from, to, start: start.getTime(), end: end.getTime() });
  }
  return days;
}

export function insightsOf(calls: BareCall[], query: CallQuery): Insights {
  const directions = DIRECTIONS.filter((direction) => calls.some((call) => call.direction === direction));
  const split = (some: BareCall[]) =>
    directions.map((direction) => tallyOf(some.filter((call) => call.direction === direction)));
  const periods: Period[] = daysOf(query).map(({ from, to, start, end }) => ({
    from,
    to,
    minutes: (end - start) / 60_000,
    directions: split(calls.filter((call) => call.started >= start && call.started < end)),
  }));
  const hours = new Map<number, BareCall[]>();
  for (const call of calls) {
    const local = toLocal(new Date(call.started), query.range.zone);
    const weekday = (new Date(`${local.slice(0, 10)}T00:00:00Z`).getUTCDay() + 6) % 7;
    const hour = weekday * 24 + Number(local.slice(11, 13));
    hours.set(hour, [...(hours.get(hour) ?? []), call]);
  }
  const seconds = (of: (call: BareCall) => number) => calls.reduce((all, call) => all + of(call), 0);
  const answered = calls.filter((call) => call.status === 'answered');
  return {
    total: tallyOf(calls),
    talkS: seconds((call) => call.talkS),
    ringS: seconds((call) => call.ringS),
    directions,
    unit: 'day',
    periods,
    week: Array.from({ length: 168 }, (_, hour) => ({
      weekday: Math.floor(hour / 24) + 1,
      hour: hour % 24,
      directions: split(hours.get(hour) ?? []),
    })),
    ring: binsOf(
      RING,
      calls.map((call) => call.ringS),
    ),
    talk: binsOf(
      TALK,
      answered.map((call) => call.talkS),
    ),
    extensions: new Set(calls.map((call) => call.extension)).size,
  };
}

function coverageOf(own: BareCall[], query: CallQuery): CoverageCell[] {
  const recorded = own.some((call) => call.recordingId !== null);
  return daysOf(query).flatMap(({ start, end }, period) => {
    const { calls, answered, missing } = tallyOf(
      own.filter((call) => call.started >= start && call.started < end),
    );
    const holes = recorded && answered > 0 && answered === missing ? 1 : 0;
    return calls === 0 ? [] : [{ period, calls, answered, missing, holes }];
  });
}

function keyOf(row: ExtensionInsight, column: ExtensionColumn): string | number {
  const { calls, answered, missing } = row.tally;
  const columns = {
    extension: row.extension,
    name: row.name,
    calls,
    answered: calls === 0 ? 0 : answered / calls,
    talk_s: row.talkS,
    recorded: answered === 0 ? -1 : (answered - missing) / answered,
    holes: row.holes,
  };
  return columns[column];
}

interface Asked {
  order: ExtensionOrder;
  offset: number;
  limit: number;
}

export function extensionsOf(calls: BareCall[], query: CallQuery, asked: Asked): ExtensionInsights {
  const { column, descending } = asked.order;
  const rows = [...new Set(calls.map((call) => call.extension))].sort().map((extension) => {
    const own = calls.filter((call) => call.extension === extension);
    const coverage = coverageOf(own, query);
    return {
      extension,
      name: DIRECTORY.find((known) => known.number === extension)?.name ?? '',
      tally: tallyOf(own),
      talkS: own.reduce((all, call) => all + call.talkS, 0),
      holes: coverage.reduce((all, cell) => all + cell.holes, 0),
      coverage,
    };
  });
  rows.sort((a, b) => {
    const [x, y] = [keyOf(a, column), keyOf(b, column)];
    return (x < y ? -1 : x > y ? 1 : 0) * (descending ? -1 : 1);
  });
  return {
    rows: rows.slice(asked.offset, asked.offset + asked.limit),
    total: rows.length,
    mostCalls: Math.max(0, ...rows.map((row) => row.tally.calls)),
    mostTalkS: Math.max(0, ...rows.map((row) => row.talkS)),
  };
}
