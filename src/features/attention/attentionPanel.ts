import { SubjectPanel } from '../../panels/subjectPanel';
import type { AttentionFromPanel, AttentionToPanel } from '../../protocol/attention';
import { AttentionSession } from './attentionSession';

export const attentionPanel = new SubjectPanel<AttentionToPanel, AttentionFromPanel>({
  name: 'attention',
  title: 'Attention',
  icon: 'attention.svg',
  createSession: (services, post, isVisible) => new AttentionSession(services, post, isVisible),
});
