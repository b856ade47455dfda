import assert from 'node:assert/strict';
import type { CodingCode } from '../../../src/protocol/coding';
import { cutIntoBlocks } from '../../../webview/coding/blocks';
import { moveEdge } from '../../../webview/coding/edges';
import { commandFor, type KeyPress } from '../../../webview/coding/keymap';
import { distinctInitials, safeColour } from '../../../webview/coding/patterns';
import { isNewName, rankCodes } from '../../../webview/coding/rankCodes';
import { readViewState } from '../../../webview/coding/viewState';
import { formatTime } from '../../../webview/coding/wording';

/** "Ctrl+Shift+a" as a key press. */
function press(keys: string): KeyPress {
  const parts = keys.split('+');
  const key = parts.at(-1)!;
  const has = (modifier: string) => parts.includes(modifier);
  return {
    key,
    code: /^[a-z]$/.test(key) ? `Key${key.toUpperCase()}` : key,
    ctrlKey: has('Ctrl'),
    metaKey: has('Cmd'),
    altKey: has('Alt'),
    shiftKey: has('Shift'),
    isComposing: false,
  };
}
const command = (keys: string, singleKeys = true, mac = false) => commandFor(press(keys), { mac, singleKeys });

const code = (name: string, changes: Partial<CodingCode> = {}): CodingCode => ({
  id: name,
  name,
  path: [],
  definition: '',
  whenToUse: '',
  whenNotToUse: '',
  examples: [],
  colour: '#0072b2',
  pattern: 'solid',
  shortcut: null,
  pin: null,
  deleted: false,
  ...changes,
});

describe('coding panel: keys', () => {
  it('leaves to VS Code what is VS Code’s', () => {
    for (const keys of [
      'Ctrl+z',
      'Ctrl+y',
      'Ctrl+Shift+z',
      'Ctrl+s',
      'Ctrl+f',
      'Ctrl+c',
      'Ctrl+p',
      'Alt+f',
      'F1',
      'Tab',
      'Shift',
      'Dead',
    ])
      assert.equal(command(keys), null, keys);
    for (const keys of ['Cmd+z', 'Cmd+s', 'Cmd+1', 'Ctrl+a']) assert.equal(command(keys, true, true), null, keys);
  });

  it('codes by single keys only while those are on', () => {
    assert.deepEqual(command('3'), { do: 'pin', pin: 3 });
    assert.deepEqual(command('3', false), { do: 'type', text: '3' });
    assert.deepEqual(command('.'), { do: 'repeat' });
    assert.equal(command('.', false), null);
    assert.deepEqual(command('Ctrl+.', false), { do: 'repeat' });
    assert.deepEqual(command('é'), { do: 'type', text: 'é' });
    assert.equal(command(','), null);
  });

  it('moves edges by word and by character', () => {
    assert.deepEqual(command('Alt+Shift+ArrowLeft'), { do: 'edge', which: 'end', by: -1, unit: 'word' });
    assert.deepEqual(command('Ctrl+Alt+Shift+ArrowDown'), { do: 'edge', which: 'start', by: 1, unit: 'character' });
    assert.deepEqual(command('Alt+ArrowDown'), { do: 'next' });
    assert.deepEqual(command('Ctrl+Shift+End'), { do: 'travel', to: 'end', extend: true });
    assert.deepEqual(command('Cmd+ArrowUp', true, true), { do: 'travel', to: 'start', extend: false });
    assert.deepEqual(command('Shift+ArrowDown'), { do: 'move' });
  });

  it('keeps edges at words, over the gap between turns, and a word in between', () => {
    const text = 'A: one, two\n\nB: three';
    const blocks = cutIntoBlocks({
      text,
      turns: [
        { speaker: 'A', startMs: null, start: 0, end: 11, words: { start: 3, end: 11 } },
        { speaker: 'B', startMs: null, start: 13, end: 21, words: { start: 16, end: 21 } },
      ],
      preamble: null,
      notes: [],
    });
    const words = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
    const move = (
      ...[stretch, which, by, unit]: [{ start: number; end: number }, 'start' | 'end', 1 | -1, 'word' | 'character']
    ) => words(moveEdge(text, blocks, stretch, which, by, unit));
    const two = { start: 8, end: 11 };
    assert.equal(move(two, 'end', 1, 'word'), 'two\n\nB: three');
    assert.equal(move(two, 'end', 1, 'character'), 'two\n\nB: t');
    assert.equal(move(two, 'end', -1, 'word'), 'two');
    assert.equal(move(two, 'start', -1, 'word'), 'one, two');
    assert.equal(move(two, 'start', 1, 'word'), 'two');
    assert.equal(move({ start: 3, end: 6 }, 'start', -1, 'word'), 'one');
  });

  it('ranks codes: key, beginning, words, initials, inside, above, definition', () => {
    const codes = [
      code('Poor sleep'),
      code('Sleep problems', { definition: 'Nights' }),
      code('Asleep at work'),
      code('Naps', { path: ['Sleep'] }),
      code('Worry', { definition: 'Cannot sleep for thinking' }),
      code('Zest', { shortcut: 's' }),
      code('Sleepless', { deleted: true }),
    ];
    const names = (query: string, recent: string[] = []) => rankCodes(codes, query, recent).map((one) => one.code.name);
    assert.deepEqual(names('sleep'), ['Sleep problems', 'Poor sleep', 'Asleep at work', 'Naps', 'Worry']);
    assert.equal(names('s')[0], 'Zest');
    assert.deepEqual(names('sp'), ['Sleep problems']);
    assert.deepEqual(names('pro sl'), ['Sleep problems']);
    assert.deepEqual(names('xyz'), []);
    assert.equal(names('', ['Worry'])[0], 'Worry');
    assert.equal(names('SLÉEP')[0], 'Sleep problems');
    const hindi = [code('राम का काम'), code('रमा')];
    assert.deepEqual(
      rankCodes(hindi, 'रम', []).map((one) => one.code.name),
      ['रमा'],
    );
    assert.equal(rankCodes(hindi, 'काम', [])[0]?.code.name, 'राम का काम');
    assert.ok(!names('').includes('Sleepless'));
  });

  it('offers a new code only under a name that none has', () => {
    const codes = [code('Sleep problems'), code('Old', { deleted: true })];
    assert.equal(isNewName(codes, ' sleep PROBLEMS '), false);
    assert.equal(isNewName(codes, '  '), false);
    assert.equal(isNewName(codes, 'Sleep'), true);
    assert.equal(isNewName(codes, 'Old'), true);
  });

  it('tells coders apart by letters', () => {
    const coders = ['Ana R.', 'Alex Rossi', 'ben', '李 明', 'model:tiny'].map((name, i) => ({ id: String(i), name }));
    assert.deepEqual([...distinctInitials(coders).values()], ['AR', 'AR2', 'BE', '李明', 'MT']);
  });

  it('takes only colours for colours, and only places from a saved state', () => {
    assert.equal(safeColour('#0072b2'), '#0072b2');
    assert.equal(safeColour('red; background: url(x)'), '#808080');
    const suggestions = { shown: true, open: false, at: null, least: 0 };
    const empty = { top: 0, selection: null, sha256: null, filter: null, suggestions };
    assert.deepEqual(readViewState(undefined), empty);
    const broken = {
      top: -1,
      sha256: 8,
      selection: { start: 5, end: 2 },
      filter: 3,
      suggestions: { open: 1, at: 2, least: 7 },
    };
    assert.deepEqual(readViewState(broken), empty);
    const view = { shown: false, open: true, at: 'urn:x', least: 0.4 };
    const state = { top: 7, selection: { start: 2, end: 5 }, sha256: 'a1', filter: 'x', suggestions: view };
    assert.deepEqual(readViewState(state), state);
    assert.deepEqual([formatTime(162_000), formatTime(3_762_000), formatTime(null)], ['2:42', '1:02:42', '']);
  });
});
