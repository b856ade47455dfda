import { SubjectPanel } from '../../panels/subjectPanel';
import type { BesideFromPanel, BesideToPanel } from '../../protocol/beside';
import { BesideSession } from './besideSession';

export const besidePanel = new SubjectPanel<BesideToPanel, BesideFromPanel>({
  name: 'beside',
  title: 'Two Models',
  icon: 'beside.svg',
  createSession: (services, post, isVisible) => new BesideSession(services, post, isVisible),
});
