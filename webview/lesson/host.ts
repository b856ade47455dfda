import type { LessonFromPanel, LessonToPanel, LessonViewState } from '../../src/protocol/lesson';
import type { SubjectFromPanel, SubjectToPanel } from '../../src/protocol/panel';
import { PanelHost } from '../shared/host';
import { readViewState } from './viewState';

export const host = new PanelHost<LessonToPanel, LessonFromPanel, LessonViewState>(readViewState);
/** The take-away menu speaks as panels about a subject do; here there is one lesson. */
export const takeAwayHost = {
  post: (message: SubjectFromPanel) => host.post(message as LessonFromPanel),
  onMessage: (listener: (message: SubjectToPanel) => void) =>
    host.onMessage((message) => message.type === 'provenance' && listener(message)),
};
