import { Button, Menu, TextInput } from '@mantine/core';
import { IconBookmark } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import classes from './export-sheet.module.css';
import type { ExportForm } from './use-export-form';
import { usePresets, useSavePreset } from './use-presets';

interface Props {
  form: ExportForm;
  /** While a name is asked for: the focus is there, not back at the menu. */
  naming: boolean;
  onSave: () => void;
}

/** The kept exports, to take over here; and the choices made here, to keep. */
export function PresetMenu({ form, naming, onSave }: Props) {
  const { t } = useTranslation();
  const presets = usePresets();
  return (
    <Menu position="bottom-end" returnFocus={!naming}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconBookmark size={16} />}
          data-testid="export-presets"
        >
          {t('exports.preset.menu')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {presets.map((preset) => (
          <Menu.Item key={preset.name} onClick={() => form.apply(preset)}>
            {preset.name}
          </Menu.Item>
        ))}
        {presets.length > 0 && <Menu.Divider />}
        <Menu.Item onClick={onSave}>{t('exports.preset.save')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Asks for the name under which the choices are kept. */
export function PresetName({ form, onDone }: { form: ExportForm; onDone: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const { save, saving, failure } = useSavePreset(onDone);
  return (
    <form
      className={classes.presetName}
      onSubmit={(event) => {
        event.preventDefault();
        save(form.asPreset(name));
      }}
    >
      <TextInput
        label={t('exports.preset.name')}
        value={name}
        data-autofocus
        autoFocus
        maxLength={80}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={saving} disabled={name.trim() === ''}>
        {t('exports.preset.keep')}
      </Button>
      <Button variant="subtle" color="gray" onClick={onDone}>
        {t('exports.preset.cancel')}
      </Button>
      {failure !== null && <FailureNote failure={failure} />}
    </form>
  );
}
