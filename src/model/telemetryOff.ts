// onnxruntime's official builds for Linux and macOS report to Microsoft from version 1.29 on: names and hashes of models, the
// processor, errors. Set before it is loaded, this keeps it from making an identifier, writing events down and connecting.
// See https://github.com/microsoft/onnxruntime/blob/main/docs/Privacy.md.
process.env['ORT_DISABLE_TELEMETRY'] = '1';
