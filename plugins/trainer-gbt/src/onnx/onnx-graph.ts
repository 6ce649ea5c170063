import { ProtobufMessage } from './protobuf-message.ts';
import { elementType, type Tensor, tensorProto } from './tensor.ts';

/** Types of `AttributeProto`. */
const attributeType = { int: 2, tensor: 4, ints: 7 } as const;

export type Attribute = { readonly int: number } | { readonly ints: readonly number[] } | { readonly tensor: Tensor };

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly domain?: 'ai.onnx.ml';
}

/** Version of the operator sets that the graphs are written for, and of the file format that goes with them. */
const OPSET = 18;
const ML_OPSET = 5;
const IR_VERSION = 10;

/** Builds an ONNX model (onnx.proto3) node by node. Values are known by name; a dimension that is a text is symbolic. */
export class OnnxGraph {
  readonly #nodes: ProtobufMessage[] = [];
  readonly #constants: ProtobufMessage[] = [];
  readonly #inputs: ProtobufMessage[] = [];
  readonly #outputs: ProtobufMessage[] = [];
  #values = 0;

  input(name: string, type: 'double' | 'string', shape: readonly (number | string)[]): string {
    this.#inputs.push(valueInfo(name, type, shape));
    return name;
  }

  output(name: string, shape: readonly (number | string)[]): void {
    this.#outputs.push(valueInfo(name, 'double', shape));
  }

  constant(tensor: Tensor): string {
    const name = this.#newName();
    this.#constants.push(tensorProto(tensor, name));
    return name;
  }

  /** Adds a node with one output and returns the output's name: the one given, or a new one. */
  node(op: string, inputs: readonly string[], options: NodeOptions = {}, output = this.#newName()): string {
    const proto = new ProtobufMessage();
    for (const input of inputs) proto.text(1, input);
    proto.text(2, output).text(4, op);
    for (const [name, value] of Object.entries(options.attributes ?? {})) proto.message(5, attributeProto(name, value));
    this.#nodes.push(proto.text(7, options.domain ?? ''));
    return output;
  }

  /** @param name Name of the graph. */
  finish(name: string): Uint8Array {
    const graph = new ProtobufMessage();
    for (const node of this.#nodes) graph.message(1, node);
    graph.text(2, name);
    for (const constant of this.#constants) graph.message(5, constant);
    for (const input of this.#inputs) graph.message(11, input);
    for (const output of this.#outputs) graph.message(12, output);
    return new ProtobufMessage()
      .int(1, IR_VERSION)
      .text(2, 'penstock')
      .message(7, graph)
      .message(8, new ProtobufMessage().text(1, '').int(2, OPSET))
      .message(8, new ProtobufMessage().text(1, 'ai.onnx.ml').int(2, ML_OPSET))
      .finish();
  }

  /** Names that no feature can have: nobody may name a column so. */
  #newName(): string {
    return `penstock:${this.#values++}`;
  }
}

function attributeProto(name: string, value: Attribute): ProtobufMessage {
  const proto = new ProtobufMessage().text(1, name);
  if ('int' in value) return proto.int(3, value.int).int(20, attributeType.int);
  if ('ints' in value) return proto.ints(8, value.ints).int(20, attributeType.ints);
  return proto.message(5, tensorProto(value.tensor, name)).int(20, attributeType.tensor);
}

function valueInfo(name: string, type: 'double' | 'string', shape: readonly (number | string)[]): ProtobufMessage {
  const dimensions = new ProtobufMessage();
  for (const size of shape)
    dimensions.message(
      1,
      typeof size === 'number' ? new ProtobufMessage().int(1, size) : new ProtobufMessage().text(2, size),
    );
  const tensor = new ProtobufMessage().int(1, elementType[type]).message(2, dimensions);
  return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensor));
}
