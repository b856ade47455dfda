import { SubjectPanel } from '../../panels/subjectPanel';
import type { WordsFromPanel, WordsToPanel } from '../../protocol/words';
import { WordsSession } from './wordsSession';

export const wordsPanel = new SubjectPanel<WordsToPanel, WordsFromPanel>({
  name: 'words',
  title: 'Next Words',
  icon: 'words.svg',
  createSession: (services, post, isVisible) => new WordsSession(services, post, isVisible),
});
