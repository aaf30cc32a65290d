import { cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useSides } from './use-sides';

/** Web Audio as far as the mixer uses it: who feeds whom, and how loud. */
class Part {
  readonly gain = { value: 1 };
  readonly feeds: unknown[] = [];
  connect(target: unknown) {
    this.feeds.push(target);
  }
  disconnect() {
    this.feeds.length = 0;
  }
}

let contexts: FakeContext[];

class FakeContext {
  readonly destination = new Part();
  readonly source = new Part();
  readonly splitter = new Part();
  readonly gains: Part[] = [];
  readonly resume = vi.fn(async () => undefined);
  constructor() {
    contexts.push(this);
  }
  createMediaElementSource = () => this.source;
  createChannelSplitter = () => this.splitter;
  createChannelMerger = () => new Part();
  createGain = () => {
    const gain = new Part();
    this.gains.push(gain);
    return gain;
  };
}

let audio: HTMLAudioElement;

beforeEach(() => {
  contexts = [];
  vi.stubGlobal('AudioContext', FakeContext);
  audio = new Audio();
  audio.src = 'http://127.0.0.1:1/secret/one';
  vi.spyOn(audio, 'load').mockImplementation(() => undefined);
  vi.spyOn(audio, 'play').mockResolvedValue(undefined);
  vi.spyOn(audio, 'paused', 'get').mockReturnValue(false);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const use = (gains: number[]) =>
  renderHook((props: { gains: number[] }) => useSides(audio, props.gains), { initialProps: { gains } });

describe('a volume for each side', () => {
  it('leaves the sound its plain way until somebody asks', () => {
    use([1, 1]);
    expect(audio.crossOrigin, 'loading with leave is asked for by nobody').toBeNull();
    expect(contexts).toEqual([]);
  });

  it('loads anew, goes on where it was, and sets each channel', () => {
    const view = use([1, 1]);
    audio.currentTime = 12;
    view.rerender({ gains: [0.5, 1.5] });
    expect(audio.crossOrigin).toBe('anonymous');
    audio.currentTime = 0;
    audio.dispatchEvent(new Event('loadedmetadata'));
    expect(audio.currentTime, 'where it was before').toBe(12);
    expect(audio.play).toHaveBeenCalledTimes(1);
    expect(contexts[0]?.gains.map((part) => part.gain.value)).toEqual([0.5, 1.5]);
    view.rerender({ gains: [0, 1.5] });
    expect(contexts[0]?.gains.map((part) => part.gain.value)).toEqual([0, 1.5]);
    expect(audio.load, 'once is enough').toHaveBeenCalledTimes(1);
  });

  it('hears a recording of one channel on both ears', () => {
    const view = use([0.5, 1]);
    audio.dispatchEvent(new Event('loadedmetadata'));
    expect(contexts[0]?.source.feeds).toEqual([contexts[0]?.splitter]);
    view.rerender({ gains: [] });
    expect(contexts[0]?.source.feeds).toEqual([contexts[0]?.destination]);
  });

  it('begins another call at its beginning, if one came in between', () => {
    const view = use([1, 1]);
    audio.currentTime = 12;
    view.rerender({ gains: [0.5, 1] });
    audio.src = 'http://127.0.0.1:1/secret/two';
    audio.currentTime = 0;
    audio.dispatchEvent(new Event('loadedmetadata'));
    expect(audio.currentTime).toBe(0);
  });

  it('goes back to the plain way when the file may not be looked into', () => {
    use([0.5, 1]);
    audio.dispatchEvent(new Event('error'));
    expect(audio.crossOrigin).toBeNull();
    expect(contexts).toEqual([]);
  });
});
