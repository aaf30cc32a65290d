/** Mantine in our measures: 13 px, 4 px rhythm, 28 px controls, one accent, greys, hairlines. */
import {
  ActionIcon,
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  Popover,
  rem,
  Tooltip,
} from '@mantine/core';

const accent: MantineColorsTuple = [
  '#eef2ff',
  '#dde5fd',
  '#b9c8f8',
  '#93a9f3',
  '#728cee',
  '#5a78e8',
  '#3d5fdc',
  '#2f50c6',
  '#2743a6',
  '#1f3685',
];

const CONTROL = rem(28);
const TEXT = rem(13);

export const theme = createTheme({
  fontFamily:
    'system-ui, -apple-system, "Segoe UI Variable Text", "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Noto Sans Mono", Consolas, monospace',
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: {
    accent,
    dark: [
      '#e6e8ec',
      '#b9bdc6',
      '#9aa0ab',
      '#6b717d',
      '#3a3e46',
      '#2d3037',
      '#25282e',
      '#1b1d21',
      '#16181b',
      '#101113',
    ],
    gray: [
      '#f6f7f9',
      '#eef0f3',
      '#e3e6ea',
      '#d5d9df',
      '#b9bfc8',
      '#8b929e',
      '#5f6672',
      '#454b56',
      '#2c3038',
      '#1a1d22',
    ],
  },
  defaultRadius: 4,
  fontSizes: { xs: rem(12), sm: TEXT, md: TEXT, lg: rem(15), xl: rem(18) },
  spacing: { xs: rem(8), sm: rem(12), md: rem(16), lg: rem(24), xl: rem(32) },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.4', xl: '1.3' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: rem(20), lineHeight: '1.3' },
      h2: { fontSize: rem(15), lineHeight: '1.4' },
      h3: { fontSize: TEXT, lineHeight: '1.45' },
    },
  },
  focusRing: 'auto',
  cursorType: 'default',
  respectReducedMotion: true,
  components: {
    Input: Input.extend({
      vars: () => ({ wrapper: { '--input-height': CONTROL, '--input-fz': TEXT, '--input-size': CONTROL } }),
    }),
    InputWrapper: Input.Wrapper.extend({
      vars: () => ({
        label: { '--input-label-size': rem(12) },
        error: { '--input-error-size': rem(12) },
        description: { '--input-description-size': rem(12) },
        success: { '--input-success-size': rem(12) },
      }),
    }),
    Button: Button.extend({
      defaultProps: { size: 'xs', fw: 500 },
      vars: () => ({
        root: { '--button-height': CONTROL, '--button-fz': TEXT, '--button-padding-x': rem(12) },
      }),
    }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { variant: 'subtle', color: 'gray', size: 28 },
    }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'xs' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: false, fz: 12, radius: 4 } }),
    Menu: Menu.extend({
      defaultProps: {
        shadow: 'md',
        radius: 6,
        transitionProps: { duration: 80 },
        // The focus begins at the first item: a menu may hold nothing else that takes it.
        withInitialFocusPlaceholder: false,
      },
    }),
    Popover: Popover.extend({ defaultProps: { shadow: 'md', radius: 6, transitionProps: { duration: 80 } } }),
    Modal: Modal.extend({ defaultProps: { radius: 8, centered: true, transitionProps: { duration: 100 } } }),
  },
});

const MEANINGS = {
  '--mantine-color-body': 'var(--td-bg)',
  '--mantine-color-text': 'var(--td-text)',
  '--mantine-color-dimmed': 'var(--td-dim)',
  '--mantine-color-placeholder': 'var(--td-faint)',
  '--mantine-color-default-border': 'var(--td-line-strong)',
  '--mantine-color-default-hover': 'var(--td-hover)',
  '--mantine-color-error': 'var(--td-failed)',
};

/** Our colours by meaning in the place of Mantine's own. It sets them per scheme, so plain `:root` rules would lose to it. */
export const colours: CSSVariablesResolver = () => ({ variables: {}, light: MEANINGS, dark: MEANINGS });
