/** A sheet from the right: a title, a body that scrolls, and a foot that stays. */
import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './sheet.module.css';

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** Width in pixels; never more than the window. */
  width?: number;
  children: ReactNode;
  foot?: ReactNode;
  testId?: string;
  /** There is nothing to focus in the body: it takes the focus itself, so that the keys can scroll it. */
  reading?: boolean;
}

export function Sheet({
  opened,
  onClose,
  title,
  width = 480,
  children,
  foot,
  testId,
  reading = false,
}: Props) {
  const { t } = useTranslation();
  return (
    <Drawer.Root
      opened={opened}
      onClose={onClose}
      position="right"
      size={width}
      transitionProps={{ duration: 120 }}
      // On the root: a class on the content itself would land on the layer around it, too.
      classNames={{ content: classes.content }}
    >
      <Drawer.Overlay backgroundOpacity={0.25} />
      <Drawer.Content data-testid={testId}>
        <Drawer.Header className={classes.head}>
          <Drawer.Title className={classes.title}>{title}</Drawer.Title>
          <Drawer.CloseButton aria-label={t('common.close')} size={28} iconSize={16} />
        </Drawer.Header>
        <Drawer.Body className={classes.body} tabIndex={reading ? 0 : undefined}>
          {children}
        </Drawer.Body>
        {foot !== undefined && <div className={classes.foot}>{foot}</div>}
      </Drawer.Content>
    </Drawer.Root>
  );
}
