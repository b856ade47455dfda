import assert from 'node:assert/strict';
import type { ExploreFromPanel, ExploreToPanel } from '../../../src/protocol/explore';
import { openPanel, themeNames } from '../harness';

const openExplore = (options?: Parameters<typeof openPanel>[1]) =>
  openPanel<ExploreToPanel, ExploreFromPanel>('explore', options);

describe('explore: notices', () => {
  for (const theme of themeNames) {
    it(`tells a researcher what to do next when nothing is selected (${theme})`, async () => {
      const panel = await openExplore({ theme });
      assert.deepEqual(await panel.sent(), [{ type: 'ready' }]);
      await panel.send({ type: 'notice', notice: { kind: 'noSelection' }, keepContent: false });
      await panel.assertAccessible();
      await panel.screenshot('nothing-selected');
      await panel.page.getByRole('button', { name: 'Open the sample study' }).press('Enter');
      assert.deepEqual(await panel.sentOf('action'), [{ type: 'action', action: 'openSampleStudy' }]);
      await panel.close();
    });

    it(`shows what went wrong, the remedy and its buttons (${theme})`, async () => {
      const panel = await openExplore({ theme });
      const error = {
        code: 'modelFileMissing',
        message: 'The model folder tiny holds no file onnx/model_quantized.onnx.',
        remedy: 'Choose another model, or copy the file into the folder.',
      } as const;
      await panel.send({
        type: 'notice',
        notice: { kind: 'error', error, actions: ['chooseModel', 'showLog'] },
        keepContent: false,
      });
      const alert = panel.page.getByRole('alert');
      assert.match(await alert.innerText(), /holds no file onnx\/model_quantized\.onnx.*\s+Choose another model/);
      await panel.assertAccessible();
      await panel.screenshot('error');
      await panel.page.getByRole('button', { name: 'Choose a model…' }).click();
      assert.deepEqual(await panel.sentOf('action'), [{ type: 'action', action: 'chooseModel' }]);
      await panel.close();
    });
  }

  it('says what it is doing while the model loads', async () => {
    const panel = await openExplore();
    await panel.send({
      type: 'notice',
      notice: { kind: 'working', what: 'loadingModel', modelName: 'instructed' },
      keepContent: false,
    });
    await panel.page.getByRole('status').getByText('Loading the model instructed…').waitFor();
    await panel.assertAccessible();
    await panel.close();
  });
});
