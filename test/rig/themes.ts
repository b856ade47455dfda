/** The four themes every panel is looked at in. */
export const themes = {
  dark: { colorTheme: 'Dark 2026', bodyClass: 'vscode-dark' },
  light: { colorTheme: 'Light 2026', bodyClass: 'vscode-light' },
  hc: { colorTheme: 'Default High Contrast', bodyClass: 'vscode-high-contrast' },
  'hc-light': { colorTheme: 'Default High Contrast Light', bodyClass: 'vscode-high-contrast-light' },
} as const;

export type ThemeName = keyof typeof themes;
export const themeNames = Object.keys(themes) as ThemeName[];
