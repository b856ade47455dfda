// The panel and the command line read a study by different ways and have defaults of their own: they must tell the same.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { agreementOfStudy, type StudyOptions } from '../../src/cli/agreement';
import type { AgreementChoices } from '../../src/core/agreement/agreementChoices';
import { scales } from '../../src/core/agreement/studyTables';
import { unitKinds } from '../../src/core/agreement/units';
import { SeededRandom } from '../../src/core/generation/random';
import { AgreementSession } from '../../src/features/agreement/agreementSession';
import type { Log } from '../../src/platform/log';
import type { AgreementToPanel } from '../../src/protocol/agreement';
import { until } from '../rig/until';

const extension = vscode.extensions.getExtension('introspect.introspect');
assert.ok(extension, 'The extension is not installed.');
const sample = path.join(extension.extensionPath, 'media/sample-study');
const log = { info: () => undefined, warn: () => undefined, error: () => undefined } as unknown as Log;
const asked: StudyOptions = {
  ...{ coders: undefined, codes: undefined, speakers: undefined },
  ...{ unit: undefined, scale: undefined, weights: undefined, chance: undefined },
  ...{ rollUp: false, samples: 1000, seed: 0 },
};

/** A panel's session on a study. */
class Panel {
  readonly #posted: AgreementToPanel[] = [];
  readonly #session: AgreementSession;
  choices: AgreementChoices | undefined;

  constructor(folder: string) {
    const post = (message: AgreementToPanel) => void this.#posted.push(message);
    this.#session = new AgreementSession(vscode.Uri.file(folder), log, post, () => undefined);
  }

  /** What is told at first, or for other choices. */
  async result(change?: Partial<AgreementChoices>) {
    this.#posted.length = 0;
    const { choices } = this;
    if (change && choices) this.#session.handle({ type: 'choose', choices: { ...choices, ...change } });
    else this.#session.handle({ type: 'ready', choices: null });
    const ended = await until('the result', () =>
      this.#posted.find(({ type }) => type === 'result' || type === 'error'),
    );
    assert.ok(ended.type === 'result', JSON.stringify(ended));
    this.choices ??= ended.result.choices;
    return ended.result;
  }

  dispose(): void {
    this.#session.dispose();
  }
}

async function requireSame(folder: string, panel: Panel, change?: Partial<AgreementChoices>): Promise<void> {
  const shown = await panel.result(change);
  const { unit, scale, rollUp, samples, seed } = shown.choices;
  const told = await agreementOfStudy(folder, { ...asked, unit, scale, rollUp, samples, seed });
  const { overall, codes, pairs, unitCount, coders } = shown;
  for (const [name, figure] of Object.entries(overall))
    assert.deepEqual(told[name], figure, `${unit} ${scale} ${name}`);
  assert.deepEqual([told['units'], told['coders']], [unitCount, coders]);
  assert.deepEqual(told['codes'], codes.map(({ id, name, uses, figures }) => ({ id, name, uses, ...figures }))); // prettier-ignore
  assert.deepEqual(told['pairs'], pairs.map(({ coders: pair, figures }) => ({ coders: pair, ...figures }))); // prettier-ignore
}

const uuid = (kind: number, n: number) => `${kind}0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A study by chance: three coders, one of whom lacks a transcript; codes in branches; segments over turns and each other. */
function writeRandomStudy(folder: string): void {
  const random = new SeededRandom(20261130);
  const below = (n: number) => Math.floor(random.next() * n);
  const names = ['sleep', 'worry', 'nightmare', 'help'];
  const write = (file: string, content: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  };
  write(
    'introspect/study.json',
    JSON.stringify({ formatVersion: 1, title: 'Random', unitOfAnalysis: 'turn', coders: [] }),
  );
  const codes = names.map((name, i) => ({
    ...{ id: uuid(1, i), name, definition: '', whenToUse: '', whenNotToUse: '', examples: [] },
    ...{ colour: '#000000', shortcut: null, parent: name === 'nightmare' ? uuid(1, 0) : null },
  }));
  write('introspect/codebook.json', JSON.stringify({ formatVersion: 1, codes }));
  for (const transcript of ['transcripts/A.transcript.txt', 'transcripts/B.transcript.txt']) {
    const turn = (_: unknown, i: number) =>
      `${i % 2 ? 'P' : 'I'}: ${'I could not sleep at all. '.repeat(1 + below(3)).trim()}`;
    const text = `${Array.from({ length: 14 }, turn).join('\n\n')}\n`;
    write(transcript, text);
    for (const coder of transcript.includes('A') ? ['ana', 'ben', 'cem'] : ['ana', 'ben']) {
      const items = Array.from({ length: 12 }, (_, i) => {
        const start = below(text.length - 1);
        const end = Math.min(text.length, start + 1 + below(80));
        return {
          ...{ id: `urn:uuid:${uuid(2, i)}`, type: 'Annotation', creator: { id: coder, type: 'Person' } },
          ...{ created: '2026-01-01T00:00:00Z', motivation: 'classifying' },
          body: { type: 'SpecificResource', purpose: 'classifying', source: `urn:uuid:${uuid(1, below(4))}` },
          target: {
            type: 'SpecificResource',
            source: {
              ...{ id: transcript, type: 'Text', format: 'text/plain' },
              'schema:sha256': createHash('sha256').update(text).digest('hex'),
            },
            selector: [
              { type: 'TextPositionSelector', start, end },
              { type: 'TextQuoteSelector', exact: text.slice(start, end), prefix: '', suffix: '' },
            ],
          },
        };
      });
      const page = { id: `urn:uuid:${uuid(4, 0)}`, type: 'AnnotationPage', startIndex: 0, items };
      const collection = {
        '@context': 'http://www.w3.org/ns/anno.jsonld',
        ...{ id: `urn:uuid:${uuid(3, 0)}`, type: 'AnnotationCollection', label: '', total: items.length, first: page },
      };
      write(`introspect/coding/${transcript}/${coder}.json`, JSON.stringify(collection));
    }
  }
}

describe('Compare Coders and introspect agreement', () => {
  it('tell the same of the sample study without any choice, intervals included', async () => {
    const panel = new Panel(sample);
    await requireSame(sample, panel);
    panel.dispose();
  });

  it('tell the same of a study by chance, for every unit and scale, with sub-codes as they are and rolled up', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'introspect-agreement-'));
    writeRandomStudy(folder);
    const panel = new Panel(folder);
    await requireSame(folder, panel);
    for (const unit of unitKinds) {
      for (const scale of scales) {
        for (const rollUp of [false, true]) await requireSame(folder, panel, { unit, scale, rollUp, samples: 20 });
      }
    }
    panel.dispose();
    rmSync(folder, { recursive: true });
  });
});
