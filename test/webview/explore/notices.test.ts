import assert from 'node:assert/strict';
import { themeNames } from '../harness';
import { openExplore } from './scene';

const error = {
  code: 'modelFileMissing',
  message: 'The model folder tiny holds no file onnx/model_quantized.onnx.',
  remedy: 'Choose another model, or copy the file into the folder.',
} as const;

describe('explore: notices', () => {
  it('tells a researcher what to do next when nothing is selected', async () => {
    const panel = await openExplore();
    assert.deepEqual(await panel.sent(), [{ type: 'ready' }]);
    await panel.send({ type: 'notice', notice: { kind: 'noSelection' }, keepContent: false });
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('nothing-selected');
    }
    await panel.page.getByRole('button', { name: 'Open the sample study' }).press('Enter');
    assert.deepEqual(await panel.sentOf('action'), [{ type: 'action', action: 'openSampleStudy' }]);
    await panel.close();
  });

  it('shows what went wrong, the remedy and its buttons', async () => {
    const panel = await openExplore();
    await panel.send({
      type: 'notice',
      notice: { kind: 'error', error, actions: ['chooseModel', 'showLog'] },
      keepContent: false,
    });
    const alert = panel.page.getByRole('alert');
    assert.match(await alert.innerText(), /holds no file onnx\/model_quantized\.onnx.*\s+Choose another model/);
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('error');
    }
    await panel.page.getByRole('button', { name: 'Choose a model…' }).click();
    assert.deepEqual(await panel.sentOf('action'), [{ type: 'action', action: 'chooseModel' }]);
    await panel.close();
  });

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
