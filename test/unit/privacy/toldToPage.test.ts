import assert from 'node:assert/strict';
import { ToldToPage } from '../../../src/features/privacy/toldToPage';
import type { PrivacyToPanel } from '../../../src/protocol/privacy';
import { setup } from '../../webview/privacy/scene';

describe('De-identify: what a page is told that was hidden', () => {
  let heard: PrivacyToPanel[];
  let told: ToldToPage;
  const again = (part: 'greet' | 'goOn') => {
    heard.length = 0;
    told[part]();
    return heard.map(({ type }) => type);
  };
  beforeEach(() => {
    heard = [];
    told = new ToldToPage((message) => heard.push(message));
    told.post({ type: 'setup', setup, saved: { study: 'file:///study' } });
  });

  it('sees what is being done at once, before that is done', () => {
    assert.deepEqual(again('greet'), []);
    told.post({ type: 'working', what: 'applying' });
    assert.deepEqual(again('greet'), ['setup', 'working']);
    told.post({ type: 'found', version: 1, transcripts: [], groups: [], hits: [], marks: [] });
    assert.deepEqual([again('greet'), again('goOn')], [[], []]);
  });

  it('sees how far a model has read, and what came of it', () => {
    for (const done of [0, 0.4]) told.post({ type: 'reading', done });
    told.goOn();
    assert.deepEqual(heard.at(-1), { type: 'reading', done: 0.4 });
    told.post({ type: 'proposed', model: 'a model', proposals: 3 });
    assert.deepEqual(again('goOn'), ['proposed']);
    told.post({ type: 'reading', done: 0 });
    told.post({ type: 'stopped' });
    assert.deepEqual(again('goOn'), []);
  });

  it('sees what went wrong meanwhile, until the person goes on', () => {
    const error = { code: 'hostDied', message: 'The model stopped.', remedy: 'Try again.' } as const;
    told.post({ type: 'reading', done: 0 });
    told.post({ type: 'error', error });
    told.post({ type: 'review', decisions: [], pseudonyms: [] });
    assert.deepEqual(again('goOn'), ['error']);
    told.heard();
    assert.deepEqual(again('goOn'), []);
  });
});
