import { ProtobufMessage } from './protobuf-message.ts';

/** Element types of `TensorProto.DataType`. */
export const elementType = { uint8: 2, int64: 7, string: 8, double: 11 } as const;

/** A tensor's values; without a shape it is a list. */
export type Tensor = { readonly shape?: readonly number[] } & (
  | { readonly type: 'uint8' | 'int64' | 'double'; readonly values: readonly number[] }
  | { readonly type: 'string'; readonly values: readonly string[] }
);

/** `TensorProto` of onnx.proto3. */
export function tensorProto(tensor: Tensor, name?: string): ProtobufMessage {
  const proto = new ProtobufMessage().ints(1, tensor.shape ?? [tensor.values.length]).int(2, elementType[tensor.type]);
  if (name !== undefined) proto.text(8, name);
  if (tensor.type === 'string') {
    for (const value of tensor.values) proto.text(6, value);
    return proto;
  }
  return proto.bytes(9, littleEndian(tensor.type, tensor.values));
}

function littleEndian(type: 'uint8' | 'int64' | 'double', values: readonly number[]): Uint8Array {
  if (type === 'uint8') return Uint8Array.from(values);
  const view = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, index) => {
    if (type === 'double') view.setFloat64(index * 8, value, true);
    else view.setBigInt64(index * 8, BigInt(value), true);
  });
  return new Uint8Array(view.buffer);
}
