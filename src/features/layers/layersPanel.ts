import { SubjectPanel } from '../../panels/subjectPanel';
import type { LayersFromPanel, LayersToPanel } from '../../protocol/layers';
import { LayersSession } from './layersSession';

export const layersPanel = new SubjectPanel<LayersToPanel, LayersFromPanel>({
  name: 'layers',
  title: 'Layers',
  icon: 'layers.svg',
  createSession: (services, post, isVisible) => new LayersSession(services, post, isVisible),
});
