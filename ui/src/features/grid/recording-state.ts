/** What became of a call's recording, as the state column and copied cells say it. Pure. */
import type { CallRow } from '../../ipc';

export type RecordingState =
  | 'playing'
  | 'playable'
  | 'downloaded'
  | 'notAllowed'
  | 'unlisted'
  | 'gone'
  | 'nothing'
  | 'notReady'
  | 'notRecorded';

/** What the column says of a call's recording. */
export function recordingState(row: CallRow, playing: boolean): RecordingState {
  if (row.goneLocal !== null || row.recordingGoneLocal !== null) return 'gone';
  if (row.recordingId !== null) {
    if (playing) return 'playing';
    if (row.fate !== null) return row.fate === 'exported' ? 'downloaded' : 'notAllowed';
    return row.listed ? 'playable' : 'unlisted';
  }
  if (row.status !== 'answered') return 'nothing';
  return row.recordingMayCome ? 'notReady' : 'notRecorded';
}
