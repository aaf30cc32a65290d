/** What jsdom lacks for playing: sound that can be loaded, started and stopped, and an outline that cannot be drawn. */
import { fireEvent } from '@testing-library/react';
import { vi } from 'vitest';
import type { Failure, Playable } from '../../ipc';
import type { Backend } from '../../ipc/client';

export const playable: Playable = {
  url: 'http://127.0.0.1:1/secret/one',
  mime: 'audio/wav',
  durationMs: 34_000,
  channels: 1,
  codec: 'pcm_s16le',
  fileIndex: 1,
  files: 1,
  decoded: false,
};

/** Drawing needs a canvas, which jsdom does not have; without an outline the player works all the same. */
export function withoutOutline(backend: Backend): void {
  backend.commands.getOutline = async () => {
    throw {
      kind: 'io',
      message: 'no outline',
      detail: null,
      retryAfterSecs: null,
      case: null,
    } satisfies Failure;
  };
}

/** The audio elements that the player makes from now on, oldest first. */
export function soundless(): HTMLAudioElement[] {
  const elements: HTMLAudioElement[] = [];
  vi.spyOn(window, 'Audio').mockImplementation(function makeElement() {
    const element = document.createElement('audio');
    elements.push(element);
    return element;
  });
  const media = HTMLMediaElement.prototype;
  vi.spyOn(media, 'load').mockReturnValue();
  vi.spyOn(media, 'play').mockImplementation(async function play(this: HTMLMediaElement) {
    fireEvent(this, new Event('play'));
  });
  vi.spyOn(media, 'pause').mockImplementation(function pause(this: HTMLMediaElement) {
    fireEvent(this, new Event('pause'));
  });
  return elements;
}
