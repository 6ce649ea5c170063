/** A writer of small ONNX files: just the parts of onnx.proto3 that the tests need. */

type Field = readonly [number: number, value: number | string | Uint8Array | Float];
class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export const elementType = { float: 1, int64: 7, string: 8, double: 11 } as const;

/** Name, element type and shape; a text dimension is symbolic. */
export interface Value {
  readonly name: string;
  readonly type: keyof typeof elementType;
  readonly shape: readonly (number | string)[];
}
export interface Node {
  readonly op: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | readonly number[] | readonly string[]>>;
  /** Attributes that are whole numbers. */
  readonly integers?: Readonly<Record<string, number>>;
}
export interface Graph {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly nodes: readonly Node[];
  /** Name → scalar. */
  readonly constants?: Readonly<Record<string, number>>;
}

export function onnxFile({ inputs, outputs, nodes, constants = {} }: Graph): Uint8Array {
  const graph = message(
    ...nodes.map((node): Field => [1, nodeProto(node)]),
    [2, 'test'],
    ...Object.entries(constants).map(
      ([name, value]): Field => [5, message([2, elementType.float], [4, floats([value])], [8, name])],
    ),
    ...inputs.map((value): Field => [11, valueInfo(value)]),
    ...outputs.map((value): Field => [12, valueInfo(value)]),
  );
  return message([1, 8], [7, graph], [8, message([1, ''], [2, 17])], [8, message([1, 'ai.onnx.ml'], [2, 3])]);
}

function nodeProto({ op, domain = '', inputs, outputs, attributes = {}, integers = {} }: Node): Uint8Array {
  return message(
    ...inputs.map((name): Field => [1, name]),
    ...outputs.map((name): Field => [2, name]),
    [4, op],
    ...Object.entries(attributes).map(([name, value]): Field => [5, attribute(name, value)]),
    ...Object.entries(integers).map(([name, value]): Field => [5, message([1, name], [3, value], [20, 2])]),
    [7, domain],
  );
}

function attribute(name: string, value: number | readonly number[] | readonly string[]): Uint8Array {
  if (typeof value === 'number') return message([1, name], [2, new Float(value)], [20, 1]);
  const isText = (item: number | string): item is string => typeof item === 'string';
  const texts = value.filter(isText);
  if (texts.length > 0) return message([1, name], ...texts.map((text): Field => [9, text]), [20, 8]);
  return message([1, name], ...value.map((item): Field => [7, new Float(Number(item))]), [20, 6]);
}

function valueInfo({ name, type, shape }: Value): Uint8Array {
  const dims = shape.map((dim): Field => [1, typeof dim === 'number' ? message([1, dim]) : message([2, dim])]);
  return message([1, name], [2, message([1, message([1, elementType[type]], [2, message(...dims)])])]);
}

function floats(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

function message(...fields: readonly Field[]): Uint8Array {
  return Buffer.concat(fields.map(([number, value]) => field(number, value)));
}

function field(number: number, value: Field[1]): Uint8Array {
  if (typeof value === 'number') return Buffer.concat([varint(number << 3), varint(value)]);
  if (value instanceof Float) return Buffer.concat([varint((number << 3) | 5), floats([value.value])]);
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}
