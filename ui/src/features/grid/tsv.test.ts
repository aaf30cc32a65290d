import { describe, expect, it } from 'vitest';
import type { CallRow } from '../../ipc';
import { COPIED, type CopyWords, cell, toTsv } from './tsv';

const words: CopyWords = {
  titles: Object.fromEntries(COPIED.map((name) => [name, name])) as CopyWords['titles'],
  direction: {
    inbound: 'Inbound',
    outbound: 'Outbound',
    internal: 'Internal',
    transit: 'Transit',
    unknown: 'Unknown',
  },
  status: {
    answered: 'Answered',
    unanswered: 'Unanswered',
    busy: 'Busy',
    cancelled: 'Cancelled',
    failed: 'Failed',
  },
  state: {
    playing: 'on the PBX',
    playable: 'on the PBX',
    downloaded: 'exported',
    notAllowed: 'not allowed',
    unlisted: 'without its call',
    gone: 'gone',
    nothing: 'not answered',
    notReady: 'not ready',
    notRecorded: 'not recorded',
  },
  finding: (kind) => kind,
  clean: 'None',
  yes: 'yes',
  no: 'no',
};

const row: CallRow = {
  id: '878156644691742720',
  recordingId: '878156644691742720',
  recordingMayCome: false,
  listed: true,
  direction: 'inbound',
  extension: '101',
  extensionName: 'Amara\tOsei',
  other: '+60123456789',
  otherName: '=HYPERLINK("x")',
  caller: '+60123456789',
  callerName: '',
  callee: '800',
  calleeName: 'Sales',
  destination: '101',
  did: '+60320781100',
  trunk: 'Telekom',
  queue: '800',
  startedUtc: '2026-11-24T06:03:27Z',
  startedLocal: '2026-11-24T14:03:27+08:00',
  answeredLocal: null,
  endedLocal: null,
  ringS: 9,
  talkS: 75,
  status: 'answered',
  endReason: 'Caller\nhung up',
  tags: ['complaint', 'refund'],
  reviewed: true,
  rating: 4,
  notes: 2,
  checked: true,
  findings: ['silent', 'clipped'],
  goneLocal: null,
  recordingGoneLocal: null,
  fate: 'exported',
};

describe('copied cells', () => {
  it('are as many in each line as there are titles', () => {
    const [titles, line, end] = toTsv([row], words, true).split('\n');
    expect(titles?.split('\t')).toEqual([...COPIED]);
    expect(line?.split('\t')).toHaveLength(COPIED.length);
    expect(end).toBe('');
    expect(line).toContain('2026-11-24 14:03:27\tInbound\t101\tAmara Osei\t+60123456789');
    expect(line).toContain(
      '\t1:15\t0:09\t800\tAnswered\tCaller hung up\tTelekom\tcomplaint, refund\tyes\t4\t2\tsilent, clipped\tyes\texported\t',
    );
  });

  it('hold no formula, but keep phone numbers as they are', () => {
    expect(cell('=1+1')).toBe("'=1+1");
    expect(cell('@sum')).toBe("'@sum");
    expect(cell('-x')).toBe("'-x");
    expect(cell('+60 12')).toBe("'+60 12");
    expect(cell('+6012*#')).toBe('+6012*#');
    expect(cell('a\r\nb')).toBe('a b');
  });
});
