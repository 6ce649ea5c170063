import type { Deployment, ServedModel } from '@penstock/core/contracts';
import { z } from 'zod';

const servedModel = z.strictObject({
  model: z.string(),
  version: z.string(),
  runId: z.string(),
  source: z.string(),
});

const record = z.strictObject({
  sequence: z.int().min(1),
  endpoint: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  /** Absent: undeployed. */
  current: servedModel.optional(),
  others: z.array(servedModel),
});

/** One change of an endpoint's desired state; the highest sequence holds. */
export type EndpointRecord = z.output<typeof record>;

/** Previous versions that stay reachable. */
const keptVersions = 3;

export function parseRecord(body: Uint8Array): EndpointRecord {
  return record.parse(JSON.parse(Buffer.from(body).toString('utf8')));
}

export function encodeRecord(value: EndpointRecord): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

/** What an endpoint looks like with `model` current; `undefined` when it is so already. */
export function withCurrent(before: EndpointRecord | undefined, model: ServedModel): EndpointChange | undefined {
  if (!before?.current) return { current: model, others: [] };
  if (isSame(before.current, model)) return undefined;
  const others = [before.current, ...before.others].filter((other) => !isSame(other, model));
  return { current: model, others: others.slice(0, keptVersions) };
}

export type EndpointChange = Pick<EndpointRecord, 'current' | 'others'>;

export function isDeployed(value: EndpointRecord): value is EndpointRecord & Deployment {
  return value.current !== undefined;
}

/** Identity of a served version, also as a map key. */
export function modelKey({ model, version, runId, source }: ServedModel): string {
  return JSON.stringify([model, version, runId, source]);
}

function isSame(a: ServedModel, b: ServedModel): boolean {
  return modelKey(a) === modelKey(b);
}
