import type { CodeFields } from '../../../src/core/codebook/codeRules';
import { patternOf } from '../../../src/core/codebook/colours';
import { parseCodebook } from '../../../src/core/codebook/codebook';
import type { CodeChoice, CodeForm, FromCodebookPanel, ToCodebookPanel } from '../../../src/protocol/codebook';
import { sampleStudyTexts } from '../../support/memoryStudy';
import { openPanel, type OpenOptions, type PanelPage } from '../harness';

export type CodebookPage = PanelPage<ToCodebookPanel, FromCodebookPanel>;
export type Content = Extract<ToCodebookPanel, { type: 'code' }>;

export const folder = 'file:///studies/sample-study';
const file = 'introspect/codebook.json';
const { codes } = parseCodebook(sampleStudyTexts()[file]!, file);
export const idOf = (name: string): string => codes.find((code) => code.name === name)!.id;

const choices: readonly CodeChoice[] = codes.map(({ id, name, shortcut, parent, colour, pattern }) => ({
  id,
  name,
  shortcut,
  parent,
  colour,
  pattern: patternOf({ id, pattern }),
  depth: parent === null ? 0 : 1,
}));

/** What the host sends about a code of the sample study. */
export function contentOf(name: string, change: Partial<CodeFields> = {}, form: Partial<CodeForm> = {}): Content {
  const code = codes.find((one) => one.name === name)!;
  const { definition, whenToUse, whenNotToUse, examples, colour, shortcut, parent } = code;
  return {
    type: 'code',
    folder,
    form: {
      id: code.id,
      saved: {
        name,
        definition,
        whenToUse,
        whenNotToUse,
        examples,
        colour,
        pattern: patternOf(code),
        shortcut,
        parent,
        ...change,
      },
      draft: {},
      conflicts: [],
      edits: 0,
      ...form,
    },
    codes: choices,
    segments: '7 mine · 18 in all',
    memos: 1,
    canFindSegments: true,
    readOnly: null,
    unsavedElsewhere: [],
  };
}

export function openForm(options?: OpenOptions): Promise<CodebookPage> {
  return openPanel('codebook', { width: 760, ...options });
}
