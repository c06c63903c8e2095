// Mantine with contrast that passes WCAG AA in both themes. Our own tokens (tones, heat, surfaces) are in base.css.
import { type CSSVariablesResolver, createTheme } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'indigo',
  colors: {
    // Mantine's dark greys with the blue of our surfaces.
    dark: [
      '#dde3ea',
      '#b8c0cb',
      '#a3abb6',
      '#7d8794',
      '#2c3542',
      '#222b37',
      '#1a212b',
      '#12171f',
      '#0d1117',
      '#090c11',
    ],
  },
  primaryShade: { light: 8, dark: 8 },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px' },
  headings: { fontWeight: '650' },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  cursorType: 'pointer',
});

/** Mantine's own greys are too pale on white and its dark body too light for our panels. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#171b21',
    '--mantine-color-dimmed': '#545b66',
    '--mantine-color-placeholder': '#5f6672',
    '--mantine-color-anchor': '#2f46b8',
    '--mantine-color-default-border': '#d5dae1',
    '--mantine-color-error': '#a8161b',
  },
  dark: {
    '--mantine-color-text': '#dde3ea',
    '--mantine-color-dimmed': '#a3abb6',
    '--mantine-color-placeholder': '#9aa4af',
    '--mantine-color-anchor': '#a9b8ff',
    '--mantine-color-error': '#ff9f99',
  },
});
