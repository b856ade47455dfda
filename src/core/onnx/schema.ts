// Field numbers of onnx.proto, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; only what is read or written here.

export const modelField = { irVersion: 1, graph: 7, opsetImport: 8, functions: 25 } as const;
export const opsetField = { domain: 1, version: 2 } as const;
export const graphField = { node: 1, name: 2, initializer: 5, input: 11, output: 12, valueInfo: 13 } as const;
export const nodeField = { input: 1, output: 2, name: 3, opType: 4, attribute: 5, domain: 7, overload: 8 } as const;
export const functionField = {
  name: 1,
  input: 4,
  output: 5,
  node: 7,
  opsetImport: 9,
  domain: 10,
  defaults: 11,
  overload: 13,
} as const;
export const attributeField = {
  name: 1,
  float: 2,
  int: 3,
  string: 4,
  graph: 6,
  ints: 8,
  graphs: 11,
  type: 20,
  refersTo: 21,
} as const;
export const attributeType = { float: 1, int: 2, string: 3, graph: 5, ints: 7 } as const;
export const tensorField = {
  dims: 1,
  elementType: 2,
  name: 8,
  rawData: 9,
  externalData: 13,
  dataLocation: 14,
} as const;
export const externalLocation = 1;
export const entryField = { key: 1, value: 2 } as const;
export const valueInfoField = { name: 1, type: 2 } as const;
export const typeField = { tensor: 1 } as const;
export const tensorTypeField = { elementType: 1, shape: 2 } as const;
export const shapeField = { dimension: 1 } as const;
export const dimensionField = { value: 1, name: 2 } as const;
