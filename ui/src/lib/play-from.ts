/** Where playing begins. */
export interface PlayFrom {
  /** Which of the recording's files, from 1. */
  readonly fileIndex: number;
  /** A second of it; its beginning when left out. */
  readonly seconds?: number;
}
