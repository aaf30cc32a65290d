import { Button, Menu, Textarea } from '@mantine/core';
import { IconBraces, IconTemplate } from '@tabler/icons-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../components/failure-note';
import type { AppInfo, NameProblem } from '../../ipc';
import classes from './export-sheet.module.css';
import { Section } from './section';
import { excerpt, FORMS, insertText, isKnownField, presets } from './template';
import type { ExportForm } from './use-export-form';

/** How files are named: a template with fields, and what it makes of three real calls. */
export function NamesSection({ form, info }: { form: ExportForm; info: AppInfo }) {
  const { t } = useTranslation();
  const input = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState<number | null>(null);
  // Before anybody was in the text, the caret stands at its start, where nobody wants a field.
  const visited = useRef(false);
  const template = form.options.nameTemplate;
  const problem = form.names?.problem ?? null;

  // The caret can only be put behind a field once React has put the field into the text.
  useLayoutEffect(() => {
    if (caret === null) return;
    input.current?.focus();
    input.current?.setSelectionRange(caret, caret);
    setCaret(null);
  }, [caret]);

  const insert = (text: string) => {
    const end = template.length;
    const { selectionStart, selectionEnd } =
      visited.current && input.current ? input.current : { selectionStart: end, selectionEnd: end };
    const inserted = insertText(template, text, selectionStart, selectionEnd);
    form.set({ nameTemplate: inserted.text });
    setCaret(inserted.caret);
  };

  return (
    <Section
      title={t('exports.sheet.names')}
      tools={
        <>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="subtle" color="gray" leftSection={<IconTemplate size={16} />}>
                {t('exports.names.presets')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {presets(info.defaultTemplate).map((preset) => (
                <Menu.Item
                  key={preset.key}
                  aria-current={preset.template === template}
                  onClick={() => form.set({ nameTemplate: preset.template })}
                >
                  {t(`exports.presets.${preset.key}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          {/* The focus goes to the text behind the new field, not back to this button. */}
          <Menu position="bottom-end" returnFocus={false}>
            <Menu.Target>
              <Button variant="subtle" color="gray" leftSection={<IconBraces size={16} />}>
                {t('exports.names.insert')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown className={classes.fields}>
              {info.templateFields.map((field) => (
                <Menu.Item
                  key={field}
                  onClick={() => insert(`{${field}}`)}
                  rightSection={<code className={classes.code}>{`{${field}}`}</code>}
                >
                  {isKnownField(field) ? t(`exports.fields.${field}`) : field}
                </Menu.Item>
              ))}
              <Menu.Label>{t('exports.names.forms')}</Menu.Label>
              {FORMS.map(({ key, text }) => (
                <Menu.Item
                  key={key}
                  onClick={() => insert(text)}
                  rightSection={<code className={classes.code}>{text}</code>}
                >
                  {t(`exports.forms.${key}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </>
      }
    >
      <Textarea
        ref={input}
        rows={2}
        spellCheck={false}
        onFocus={() => {
          visited.current = true;
        }}
        aria-label={t('exports.names.template')}
        data-testid="export-template"
        classNames={{ input: classes.template }}
        value={template}
        error={problem && <Problem template={template} problem={problem} />}
        // A name has no line breaks, wherever it was pasted from.
        onChange={(event) => form.set({ nameTemplate: event.currentTarget.value.replace(/[\r\n]+/g, '') })}
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      <Names form={form} />
    </Section>
  );
}

/** Why the template cannot be used, with the wrong part of it. */
function Problem({ template, problem }: { template: string; problem: NameProblem }) {
  const part = excerpt(template, problem.from, problem.to);
  return (
    <>
      {part !== null && (
        <code className={classes.wrong}>
          {part.before}
          <mark>{part.wrong}</mark>
          {part.after}
        </code>
      )}
      {problem.reason}
    </>
  );
}

function Names({ form }: { form: ExportForm }) {
  const { t } = useTranslation();
  if (form.namesFailure !== null) return <FailureNote failure={form.namesFailure} />;
  const { names = [], problem = null } = form.names ?? {};
  return (
    <ul
      className={classes.names}
      aria-label={t('exports.names.preview')}
      data-stale={form.namesStale || undefined}
    >
      {names.map((name) => (
        <li key={name} title={name}>
          <bdi>{name}</bdi>
        </li>
      ))}
      {form.names !== undefined && names.length === 0 && problem === null && (
        <li>{t('exports.names.noPreview')}</li>
      )}
    </ul>
  );
}
