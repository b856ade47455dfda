// Reads model folders for the Models view in a process of its own: large graphs do not stop the extension host, and
// hostile files do not end it.
import { toErrorInfo } from '../core/base/userError';
import type { InspectReply, InspectRequest } from '../protocol/modelInspector';
import { inspectModel } from './inspectModel';

process.on('message', (request: InspectRequest) => process.send?.(reply(request)));

function reply(request: InspectRequest): InspectReply {
  try {
    return { inspection: inspectModel(request) };
  } catch (error) {
    return { error: toErrorInfo(error) };
  }
}
