import { SubjectPanel } from '../../panels/subjectPanel';
import type { MatteredFromPanel, MatteredToPanel } from '../../protocol/mattered';
import { MatteredSession } from './matteredSession';

export const matteredPanel = new SubjectPanel<MatteredToPanel, MatteredFromPanel>({
  name: 'mattered',
  title: 'What Mattered',
  icon: 'mattered.svg',
  createSession: (services, post, isVisible) => new MatteredSession(services, post, isVisible),
});
