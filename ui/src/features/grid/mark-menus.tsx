/** What can be written on all selected calls at once: a tag, and how the review went. */
import { Autocomplete, Button, Menu, Popover } from '@mantine/core';
import { IconCheck, IconTag } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import type { Mark } from '../../ipc';
import { markQueries } from '../../lib/marks';
import classes from './bars.module.css';

interface Props {
  onMark: (mark: Mark) => void;
}

interface TagProps extends Props {
  opened: boolean;
  onOpened: (opened: boolean) => void;
}

/** One tag to add to the selection or to remove from it; those in use are offered. */
export function TagMenu({ opened, onOpened, onMark }: TagProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const wanted = name.trim();
  const { data: tags } = useQuery({ ...markQueries.tags(wanted), enabled: opened });
  const mark = (kind: 'tag' | 'untag') => {
    if (wanted === '') return;
    onMark({ kind, name: wanted });
    setName('');
    onOpened(false);
  };
  return (
    <Popover position="top-end" withinPortal trapFocus returnFocus opened={opened} onChange={onOpened}>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconTag {...icon} />}
          onClick={() => onOpened(!opened)}
          title={t('marks.tag')}
          data-testid="tag-open"
        >
          {t('marks.tag')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.tagging} aria-label={t('marks.tag')}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            mark('tag');
          }}
        >
          <Autocomplete
            data-autofocus
            aria-label={t('marks.tagName')}
            placeholder={t('marks.tagsPlaceholder')}
            data={tags?.map((tag) => tag.name) ?? []}
            limit={12}
            value={name}
            onChange={setName}
            maxLength={64}
            comboboxProps={{ withinPortal: false }}
          />
          <div className={classes.buttons}>
            <Button type="submit" disabled={wanted === ''}>
              {t('marks.tagAdd')}
            </Button>
            <Button variant="default" disabled={wanted === ''} onClick={() => mark('untag')}>
              {t('marks.tagRemove')}
            </Button>
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

const STARS = [1, 2, 3, 4, 5] as const;

/** What a review begins with, and how it went: done or not, and the rating. */
export function ReviewMenu({ onMark, onCheckSound }: Props & { onCheckSound: () => void }) {
  const { t } = useTranslation();
  return (
    <Menu position="top-end" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconCheck {...icon} />}
          title={t('marks.review')}
          data-testid="review-open"
        >
          {t('marks.review')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onCheckSound}>{t('findings.check.start')}</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => onMark({ kind: 'reviewed', reviewed: true })}>
          {t('marks.markReviewed')}
        </Menu.Item>
        <Menu.Item onClick={() => onMark({ kind: 'reviewed', reviewed: false })}>
          {t('marks.markUnreviewed')}
        </Menu.Item>
        <Menu.Divider />
        {STARS.map((stars) => (
          <Menu.Item key={stars} onClick={() => onMark({ kind: 'rating', rating: stars })}>
            <span aria-hidden>{'★'.repeat(stars)}</span>
            <span className={classes.spoken}>{t('marks.ratingOf', { stars })}</span>
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => onMark({ kind: 'rating', rating: null })}>
          {t('marks.ratingNone')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
