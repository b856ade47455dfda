import { themeNames } from '../harness';
import { Scene } from './scene';

describe('Lab sheet editor', () => {
  it('is accessible and looks right in four themes', async () => {
    for (const tab of ['setup', 'answers', 'figures', 'report'] as const) {
      const scene = await Scene.open({ state: { tab } }, { repeats: 2 });
      if (tab === 'report') await scene.panel.send({ type: 'report', preview: scene.preview() });
      for (const theme of themeNames) {
        await scene.panel.setTheme(theme);
        await scene.panel.screenshot(tab);
        if (theme === themeNames[0] || tab !== 'answers') await scene.panel.assertAccessible();
      }
      await scene.panel.close();
    }
  });
});
