/** The active filters, each to take away or to turn round. */
import { Menu } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { QuietButton } from '../../components/quiet-button';
import { formatDuration } from '../../lib/format';
import { useLocale } from '../../lib/locale';
import classes from './chips.module.css';
import { type Chip, chipsOf, cleared, type Filters, termOf, turnedRound, withoutChip } from './filters';
import { termText } from './term-text';

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

function talkText(t: TFunction, min: number | null, max: number | null): string {
  if (min !== null && max !== null)
    return t('calls.chip.talkBetween', { min: formatDuration(min), max: formatDuration(max) });
  if (min !== null) return t('calls.chip.talkFrom', { min: formatDuration(min) });
  return t('calls.chip.talkTo', { max: formatDuration(max ?? 0) });
}

function chipText(t: TFunction, chip: Chip, locale: string): string {
  switch (chip.kind) {
    case 'extension':
      return t('calls.chip.extension', { value: chip.value });
    case 'direction':
      return t(`calls.direction.${chip.value}`);
    case 'number':
      return t('calls.chip.number', { value: chip.value });
    case 'talk':
      return talkText(t, chip.min, chip.max);
    case 'answered':
      return t(chip.value ? 'calls.filter.answeredYes' : 'calls.filter.answeredNo');
    case 'recorded':
      return t(chip.value ? 'calls.filter.recordedYes' : 'calls.filter.recordedNo');
    case 'text':
      return `“${chip.value}”`;
    case 'gone':
      return t('calls.filter.gone');
    case 'term':
      return termText(t, chip.term, locale);
  }
}

export function Chips({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const chips = chipsOf(filters);
  if (chips.length === 0) return null;
  return (
    <ul className={classes.chips} aria-label={t('calls.chip.label')} data-testid="chips">
      {chips.map((chip) => {
        const text = chipText(t, chip, locale);
        const not = chip.kind !== 'gone' && termOf(chip).not;
        const turn = () => onChange(turnedRound(filters, chip));
        return (
          <li key={JSON.stringify(chip)} className={classes.chip}>
            <Menu position="bottom-start">
              <Menu.Target>
                <button type="button" className={classes.text} data-not={not || undefined}>
                  <bdi>{text}</bdi>
                </button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.CheckboxItem checked={!not} onChange={() => not && turn()}>
                  {t('calls.chip.is')}
                </Menu.CheckboxItem>
                <Menu.CheckboxItem checked={not} onChange={() => !not && turn()}>
                  {t('calls.chip.isNot')}
                </Menu.CheckboxItem>
              </Menu.Dropdown>
            </Menu>
            <button
              type="button"
              className={classes.remove}
              aria-label={t('calls.chip.remove', { filter: text })}
              onClick={({ currentTarget }) => {
                // This button goes with its chip; the focus moves on to what stands after it.
                currentTarget.closest('li')?.nextElementSibling?.querySelector('button')?.focus();
                onChange(withoutChip(filters, chip));
              }}
            >
              <IconX size={12} stroke={2} aria-hidden />
            </button>
          </li>
        );
      })}
      <li>
        <QuietButton h={24} onClick={() => onChange(cleared(filters))}>
          {t('calls.chip.clearAll')}
        </QuietButton>
      </li>
    </ul>
  );
}
