import { Button, NumberInput, Radio } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OnConflict } from '../../ipc';
import { useLocale } from '../../lib/locale';
import classes from './export-sheet.module.css';
import { OfficeFields } from './office-fields';
import { differsFromUsual, MOST_PARALLEL, wholeOrNull } from './sheet-model';
import type { ExportForm } from './use-export-form';

const CONFLICTS: readonly OnConflict[] = ['skip', 'rename', 'overwrite'];

/** What few people change; open at once when it was changed before, so that nothing acts unseen. */
export function MoreSection({ form }: { form: ExportForm }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(() => differsFromUsual(form.options));
  const id = useId();
  const Icon = open ? IconChevronDown : IconChevronRight;
  return (
    <div className={classes.more}>
      <Button
        variant="subtle"
        color="gray"
        className={classes.moreButton}
        leftSection={<Icon size={16} />}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {t('exports.sheet.more')}
      </Button>
      <div id={id} hidden={!open} className={classes.moreBody}>
        {open && <MoreFields form={form} />}
      </div>
    </div>
  );
}

function MoreFields({ form }: { form: ExportForm }) {
  const { t } = useTranslation();
  const separator = new Intl.NumberFormat(useLocale()).format(0.5).charAt(1);
  const { onConflict, parallel, limitRateKb } = form.options;
  return (
    <>
      <Radio.Group
        label={t('exports.conflict.label')}
        description={t('exports.conflict.hint')}
        value={onConflict}
        onChange={(value) => form.set({ onConflict: value as OnConflict })}
      >
        <div className={classes.choices}>
          {CONFLICTS.map((value) => (
            <Radio key={value} size="xs" value={value} label={t(`exports.conflict.${value}`)} />
          ))}
        </div>
      </Radio.Group>
      <div className={classes.numbers}>
        <NumberInput
          label={t('exports.parallel.label')}
          placeholder={t('exports.parallel.automatic')}
          min={1}
          max={MOST_PARALLEL}
          clampBehavior="strict"
          allowDecimal={false}
          allowNegative={false}
          value={parallel ?? ''}
          onChange={(value) => form.set({ parallel: wholeOrNull(value) })}
        />
        <NumberInput
          label={t('exports.rate.label')}
          placeholder={t('exports.rate.none')}
          min={0}
          max={4000}
          step={1}
          decimalScale={1}
          decimalSeparator={separator}
          allowNegative={false}
          suffix=" MB/s"
          value={limitRateKb === null ? '' : limitRateKb / 1000}
          onChange={(value) =>
            form.set({ limitRateKb: wholeOrNull(typeof value === 'number' ? value * 1000 : '') })
          }
        />
      </div>
      <OfficeFields form={form} separator={separator} />
    </>
  );
}
