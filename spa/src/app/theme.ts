import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

// Mantine's default blue fails AA on small text; grey is normal here, so the controls are grey as well.
const slate: MantineColorsTuple = [
  '#f4f5f6',
  '#eceef0',
  '#d9dce0',
  '#b4bbc3',
  '#8b949e',
  '#747e89',
  '#5b6570',
  '#434c56',
  '#2b3138',
  '#181c21',
]

export const theme = createTheme({
  primaryColor: 'slate',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  colors: { slate },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'ui-monospace, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  defaultRadius: 4,
  shadows: {
    xs: 'none',
    sm: 'none',
    md: 'var(--overlay-shadow)',
    lg: 'var(--overlay-shadow)',
    xl: 'var(--overlay-shadow)',
  },
  respectReducedMotion: true,
})

const tokens = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--muted)',
  '--mantine-color-placeholder': 'var(--muted)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--raised)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--border)',
}

// Fields are painted from Mantine's own greys in the dark, which are warmer than ours.
const darkFields = { '--mantine-color-dark-6': 'var(--surface)', '--mantine-color-dark-4': 'var(--border)' }

/** Mantine's surfaces and texts follow the tokens of `ui/tokens.css`, which know light from dark themselves. */
export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: tokens,
  dark: { ...tokens, ...darkFields },
})
