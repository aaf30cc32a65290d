/** What the palette offers for what is typed. Pure. */

export type PaletteGroup = 'selection' | 'action' | 'player' | 'place' | 'view' | 'recent' | 'extension';

export interface PaletteItem {
  /** Stays the same over launches: its use is counted by it. */
  id: string;
  group: PaletteGroup;
  label: string;
  /** A second text that is searched, and shown behind the label. */
  more?: string;
}

const MOST_SHOWN = 30;
const isWordStart = (text: string, at: number) => at === 0 || /[\s\-_.,:;/()·]/.test(text.charAt(at - 1));

/** How well a text fits what is typed: higher is better, null not at all. The letters must come in order. */
export function closeness(text: string, typed: string): number | null {
  const [hay, needle] = [text.toLowerCase(), typed.trim().toLowerCase()];
  if (needle === '') return 0;
  const at = hay.indexOf(needle);
  if (at === 0) return 100 - Math.min(20, hay.length / 10);
  if (at > 0) return (isWordStart(hay, at) ? 80 : 60) - Math.min(20, at / 10);
  return scattered(hay, needle);
}

/** The letters in order with others between: best when each begins a word. */
function scattered(hay: string, needle: string): number | null {
  let [from, starts] = [0, 0];
  for (const letter of needle) {
    if (letter === ' ') continue;
    const at = hay.indexOf(letter, from);
    if (at < 0) return null;
    if (isWordStart(hay, at)) starts += 1;
    from = at + 1;
  }
  // Letters strewn over a long text fit anything.
  return starts >= needle.length / 2 || from <= needle.length * 3 ? 20 + starts : null;
}

/** The items for what is typed, best first; without a word the ones that are used most. Extensions only by word. */
export function found<Item extends PaletteItem>(
  items: readonly Item[],
  typed: string,
  uses: ReadonlyMap<string, number>,
): Item[] {
  const used = (item: Item) => uses.get(item.id) ?? 0;
  if (typed.trim() === '') {
    const offered = items.filter(({ group }) => group !== 'extension');
    return offered.toSorted((a, b) => used(b) - used(a)).slice(0, MOST_SHOWN);
  }
  return items
    .flatMap((item) => {
      const fits = [
        closeness(item.label, typed),
        item.more === undefined ? null : closeness(item.more, typed),
      ];
      const best = Math.max(...fits.map((score) => score ?? Number.NEGATIVE_INFINITY));
      return best === Number.NEGATIVE_INFINITY ? [] : [{ item, score: best + Math.min(10, used(item)) }];
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_SHOWN)
    .map(({ item }) => item);
}
