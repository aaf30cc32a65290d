/** The sound of an audio element channel by channel. An element that went through here once does so for good. */

export interface Mixer {
  /** A factor for each of two channels; anything else leaves the sound as it is. */
  set(gains: readonly number[]): void;
}

export function createMixer(audio: HTMLAudioElement): Mixer {
  const context = new AudioContext();
  const source = context.createMediaElementSource(audio);
  const splitter = context.createChannelSplitter(2);
  const merger = context.createChannelMerger(2);
  const channels = [0, 1].map((channel) => {
    const gain = context.createGain();
    splitter.connect(gain, channel);
    gain.connect(merger, 0, channel);
    return gain;
  });
  merger.connect(context.destination);
  let apart: boolean | null = null;
  return {
    set(gains) {
      const wanted = gains.length === channels.length;
      if (wanted !== apart) {
        // A file of one channel split in two would be heard on one ear only.
        source.disconnect();
        source.connect(wanted ? splitter : context.destination);
        apart = wanted;
      }
      channels.forEach((channel, index) => {
        channel.gain.value = gains[index] ?? 1;
      });
      void context.resume();
    },
  };
}
