/** The four themes every panel is looked at in: the setting's value, the name in the picker, the class on the page. */
export const themes = {
  dark: { colorTheme: 'Dark 2026', label: 'Dark 2026', workbenchClass: 'vs-dark' },
  light: { colorTheme: 'Light 2026', label: 'Light 2026', workbenchClass: 'vs' },
  hc: { colorTheme: 'Default High Contrast', label: 'Dark High Contrast', workbenchClass: 'hc-black' },
  'hc-light': { colorTheme: 'Default High Contrast Light', label: 'Light High Contrast', workbenchClass: 'hc-light' },
} as const;

export type ThemeName = keyof typeof themes;
export const themeNames = Object.keys(themes) as ThemeName[];
