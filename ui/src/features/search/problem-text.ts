/** What is wrong with a filter that was typed, in words of the locale. */
import type { TFunction } from 'i18next';
import type { FilterFault } from '../../ipc';
import { formatCount, formatDuration } from '../../lib/format';

type Unknown = Extract<FilterFault, { near: string | null }>;

/** The word that was probably meant, or all there are. */
function instead(t: TFunction, { near, known }: Unknown): string {
  return near === null
    ? t('filter.instead.known', { known: known.join(', ') })
    : t('filter.instead.near', { near });
}

export function problemText(t: TFunction, fault: FilterFault, locale: string): string {
  const n = (value: number) => formatCount(value, locale);
  switch (fault.kind) {
    case 'unknown_field': {
      const what = t('filter.problem.unknown_field', { name: fault.name });
      const quote = fault.near === null ? [t('filter.instead.quote')] : [];
      return [what, instead(t, fault), ...quote].join(t('filter.instead.gap'));
    }
    case 'unknown_word': {
      const field = t(`calls.term.field.${fault.field}`);
      const what = t('filter.problem.unknown_word', { field, word: fault.word });
      return [what, instead(t, fault)].join(t('filter.instead.gap'));
    }
    case 'no_bound':
      return t('filter.problem.no_bound', { field: t(`calls.term.field.${fault.field}`) });
    case 'swapped': {
      const value = (bound: number) => (fault.field === 'rating' ? n(bound) : formatDuration(bound));
      const field = t(`calls.term.field.${fault.field}`);
      return t('filter.problem.swapped', { field, min: value(fault.min), max: value(fault.max) });
    }
    case 'not_a_range':
      return t('filter.problem.not_a_range', { text: fault.text, why: t(`filter.range.${fault.why}`) });
    case 'too_many_ranges':
      return t('filter.problem.too_many_ranges', { number: n(fault.count), most: n(fault.most) });
    case 'too_long':
    case 'long_value':
      return t(`filter.problem.${fault.kind}`, { most: n(fault.most) });
    case 'no_value':
    case 'one_value':
      return t(`filter.problem.${fault.kind}`, { field: fault.field });
    case 'not_a_length':
    case 'not_stars':
    case 'not_a_day':
    case 'not_an_extension':
      return t(`filter.problem.${fault.kind}`, { text: fault.text });
    default:
      return t(`filter.problem.${fault.kind}`);
  }
}
