// The only way to the runtime: whoever imports it anywhere else could load it before its telemetry is off. Lint enforces it.
import './telemetryOff';

export { InferenceSession, Tensor } from 'onnxruntime-node';
