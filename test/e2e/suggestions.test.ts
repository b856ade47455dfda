import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAnnotations, type Segment } from '../../src/core/coding/annotations';
import { parseStudy } from '../../src/core/coding/study';
import { decisionOf, readAcceptedFrom, readSuggestion } from '../../src/core/suggestions/suggestion';
import { Workbench } from '../rig/workbench';

const transcript = 'transcripts/P02.transcript.txt';

describe('Suggestions in the coding editor', () => {
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ viewport: { width: 1500, height: 950 } });
  });
  after(() => vscode.dispose());

  const read = (file: string) => readFileSync(path.join(vscode.folder, file), 'utf8');
  const fileOf = (coder: string) => `introspect/coding/${transcript}/${encodeURIComponent(coder)}.json`;
  const segmentsOf = (coder: string) =>
    parseAnnotations(read(fileOf(coder)), coder).first.items.filter(
      (item): item is Segment => item.motivation === 'classifying',
    );
  const modelCoder = () =>
    parseStudy(read('introspect/study.json'), 'study').coders.find(({ kind }) => kind === 'model');
  const dirty = () => vscode.page.locator('.tab.dirty', { hasText: 'P02.transcript.txt' });
  const queue = async () => (await vscode.panel('coding')).locator('introspect-suggestion-queue');

  it('are asked for in a few keys, after an estimate, from the model on this machine', async () => {
    await vscode.openTranscript(transcript);
    await vscode.runCommand('Introspect: Suggest Codes…');
    await vscode.pick('Turns of P02');
    await vscode.pick('Label likelihood');
    await vscode.page.getByText(/Nothing leaves this machine\./).waitFor();
    await vscode.screenshot('suggestions-estimate');
    await vscode.page.getByRole('button', { name: 'Suggest Codes', exact: true }).click();
    const page = await vscode.panel('coding');
    // 37 turns, up to three questions each.
    await page.getByRole('button', { name: 'Look at them' }).click({ timeout: 90_000 });
    await (await queue()).getByRole('heading', { name: /^Suggestion 1 of \d+$/ }).waitFor();
    const coder = modelCoder();
    assert.ok(coder);
    const made = segmentsOf(coder.id);
    assert.ok(made.length > 1);
    for (const segment of made) {
      const said = readSuggestion(segment)!;
      assert.match(said.model.sha256!, /^[0-9a-f]{64}$/);
      assert.ok(said.probability! > 0 && said.probability! <= 1);
      // Held to the text while it writes: what it quotes stands there, or it has quoted nothing.
      assert.ok(said.quote === null || segment.target.selector[1].exact.includes(said.quote));
      assert.deepEqual(segment.creator, { id: coder.id, type: 'Software' });
    }
    await dirty().waitFor({ state: 'detached' });
    await vscode.screenshot('suggestions');
  });

  it('are accepted and rejected by one key each; undo takes back the last; saving keeps where it came from, and all can be undone', async () => {
    const { id: coder } = modelCoder()!;
    const before = { ana: read(fileOf('ana')), model: segmentsOf(coder) };
    const pane = await queue();
    // Another try begins in a window loaded anew, where they are not looked at yet.
    const heading = pane.getByRole('heading', { name: /^Suggestion 1 of/ });
    const look = (await vscode.panel('coding')).getByRole('button', { name: /^Suggestions/ });
    await heading.or(look).first().waitFor();
    if (!(await heading.isVisible())) await look.click();
    await heading.click();
    await vscode.page.keyboard.press('a');
    // Another try may find it said.
    if (await vscode.page.getByRole('button', { name: 'Who is coding? Not said yet' }).isVisible())
      await vscode.pick('Ana R.');
    await pane.getByRole('heading', { name: /^Suggestion [2-9]\d* of/ }).waitFor();
    await dirty().waitFor();
    await vscode.screenshot('suggestions-next');
    await pane.getByRole('heading', { name: /^Suggestion/ }).click();
    await vscode.page.keyboard.press('r');
    await pane.getByRole('heading', { name: /^Suggestion [3-9]\d* of/ }).waitFor();
    await vscode.page.keyboard.press('p');
    await pane.getByText('You rejected it.').waitFor();
    await vscode.page.keyboard.press('Control+Z');
    await pane.getByText('You rejected it.').waitFor({ state: 'detached' });
    await vscode.page.keyboard.press('Control+Shift+Z');
    await pane.getByText('You rejected it.').waitFor();
    assert.equal(read(fileOf('ana')), before.ana, 'nothing is written before it is saved');
    await vscode.page.keyboard.press('Control+S');
    await dirty().waitFor({ state: 'detached' });
    const accepted = segmentsOf('ana').filter((segment) => readAcceptedFrom(segment));
    assert.equal(accepted.length, 1);
    const from = readAcceptedFrom(accepted[0]!)!;
    assert.equal(from.coder, coder);
    const after = segmentsOf(coder);
    const without = ({ ['introspect:decisions']: _, ...rest }: Segment) => rest;
    assert.deepEqual(after.map(without), before.model, 'the model’s coding is what it was');
    const decisions = after.flatMap((segment) => decisionOf(segment, 'ana')?.decision ?? []);
    assert.deepEqual(decisions.sort(), ['accepted', 'rejected']);
    assert.match(
      read('introspect/journal.jsonl'),
      /"suggestion\.make"[^]*"suggestion\.accept"[^]*"suggestion\.reject"/,
    );
    await vscode.screenshot('suggestions-decided');

    // With an undo of the accepted one it goes, and the person’s coding is as it was.
    await pane.getByRole('heading', { name: /^Suggestion/ }).click();
    await vscode.page.keyboard.press('Control+Z');
    await pane.getByText('You rejected it.').waitFor({ state: 'detached' });
    await vscode.page.keyboard.press('Control+Z');
    await vscode.page.keyboard.press('p');
    await pane.getByRole('button', { name: /^Accept/ }).waitFor();
    await vscode.page.keyboard.press('Control+S');
    await dirty().waitFor({ state: 'detached' });
    assert.ok(segmentsOf('ana').every((segment) => readAcceptedFrom(segment) === null));
    assert.ok(segmentsOf(modelCoder()!.id).every((segment) => decisionOf(segment, 'ana') === undefined));
  });
});
