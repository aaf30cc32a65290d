import { Checkbox, NumberInput, Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Layout } from '../../ipc';
import classes from './export-sheet.module.css';
import { Section } from './section';
import { wholeOrNull } from './sheet-model';
import type { ExportForm } from './use-export-form';

const LAYOUTS: readonly Layout[] = ['folder', 'bagit'];

/** What becomes of the folder: itself or a bag, a page to browse it, and the ZIP around everything. */
export function PackagingSection({ form }: { form: ExportForm }) {
  const { t } = useTranslation();
  const { layout, index, sign, zip, zipSplitKb } = form.options;
  return (
    <Section title={t('exports.sheet.packaging')}>
      <Radio.Group
        aria-label={t('exports.sheet.packaging')}
        value={layout}
        onChange={(value) => form.set({ layout: value as Layout })}
      >
        <div className={classes.choices}>
          {LAYOUTS.map((value) => (
            <Radio key={value} size="xs" value={value} label={t(`exports.layout.${value}`)} />
          ))}
        </div>
      </Radio.Group>
      {layout === 'bagit' && <p className={classes.dim}>{t('exports.layout.hint')}</p>}
      <Checkbox
        label={t('exports.index.label')}
        description={t('exports.index.hint')}
        checked={index}
        onChange={(event) => form.set({ index: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('exports.sign.label')}
        description={t('exports.sign.hint')}
        checked={sign}
        onChange={(event) => form.set({ sign: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('exports.zip.label')}
        description={t('exports.zip.hint')}
        checked={zip}
        onChange={(event) => form.set({ zip: event.currentTarget.checked })}
      />
      {zip && (
        <NumberInput
          className={classes.split}
          label={t('exports.zip.split')}
          description={t('exports.zip.splitHint')}
          placeholder={t('exports.zip.one')}
          min={1}
          max={4_000_000}
          allowDecimal={false}
          allowNegative={false}
          suffix=" MB"
          value={zipSplitKb === null ? '' : zipSplitKb / 1000}
          onChange={(value) =>
            form.set({ zipSplitKb: wholeOrNull(typeof value === 'number' ? value * 1000 : '') })
          }
        />
      )}
    </Section>
  );
}
