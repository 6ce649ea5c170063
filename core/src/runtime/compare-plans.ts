import { isDeepStrictEqual } from 'node:util';
import type { Plan, PlannedPlugin } from './plan.ts';

export type DifferenceKind =
  | 'capability-lost'
  | 'capability-gained'
  | 'plugin-removed'
  | 'plugin-added'
  | 'plugin-replaced'
  | 'version-changed'
  | 'feature-lost'
  | 'feature-gained'
  | 'need-rewired'
  | 'option-changed'
  | 'setting-changed';

/** One way in which a plan means something else than another. */
export interface PlanDifference {
  readonly kind: DifferenceKind;
  /** What differs: a capability, a plugin id, `id.option`, a setting. */
  readonly subject: string;
  /** For people, without secrets; absent where there was nothing. */
  readonly from?: string;
  readonly to?: string;
}

/** What would change meaning between two plans, e.g. of two profiles; what is lost comes first. */
export function comparePlans(a: Plan, b: Plan): PlanDifference[] {
  const [before, after] = [byId(a), byId(b)];
  const common = a.plugins.flatMap((one): [PlannedPlugin, PlannedPlugin][] => {
    const other = after.get(one.id);
    return other ? [[one, other]] : [];
  });
  return [
    ...sets('capability', capabilities(a), capabilities(b)),
    ...a.plugins.filter(({ id }) => !after.has(id)).map((gone) => difference('plugin-removed', gone.id, gone.use)),
    ...b.plugins
      .filter(({ id }) => !before.has(id))
      .map((added) => difference('plugin-added', added.id, undefined, added.use)),
    ...common.flatMap(([one, other]) => plugins(one, other)),
    ...values('setting-changed', '', settings(a), settings(b)),
  ];
}

function plugins(a: PlannedPlugin, b: PlannedPlugin): PlanDifference[] {
  const replaced = a.use !== b.use || a.name !== b.name;
  const features = sets(
    'feature',
    a.features.map((item) => `${a.id}.${item}`),
    b.features.map((item) => `${b.id}.${item}`),
  );
  if (replaced) return [difference('plugin-replaced', a.id, a.use, b.use), ...features, ...needs(a, b)];
  return [
    ...(a.version === b.version ? [] : [difference('version-changed', a.id, a.version, b.version)]),
    ...features,
    ...needs(a, b),
    ...values('option-changed', a.id, a.options, b.options),
  ];
}

function needs(a: PlannedPlugin, b: PlannedPlugin): PlanDifference[] {
  return Object.entries(a.needs).flatMap(([name, need]) => {
    const other = b.needs[name];
    if (other === undefined || isDeepStrictEqual(need.filledBy, other.filledBy)) return [];
    return [difference('need-rewired', `${a.id}.${name}`, need.filledBy.join(', '), other.filledBy.join(', '))];
  });
}

/** Differing leaves of two option trees. */
function values(kind: DifferenceKind, path: string, a: unknown, b: unknown): PlanDifference[] {
  if (isDeepStrictEqual(a, b)) return [];
  if (isRecord(a) && isRecord(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) => values(kind, path === '' ? key : `${path}.${key}`, a[key], b[key]));
  }
  return [difference(kind, path, show(a), show(b))];
}

function sets(what: 'capability' | 'feature', a: readonly string[], b: readonly string[]): PlanDifference[] {
  return [
    ...a.filter((item) => !b.includes(item)).map((item) => difference(`${what}-lost`, item)),
    ...b.filter((item) => !a.includes(item)).map((item) => difference(`${what}-gained`, item)),
  ];
}

function settings({ project, stateDir, pipelines }: Plan): Record<string, unknown> {
  return { project, stateDir, pipelines };
}

function capabilities(plan: Plan): string[] {
  return [...new Set(plan.plugins.flatMap((plugin) => plugin.provides ?? []))];
}

function byId(plan: Plan): Map<string, PlannedPlugin> {
  return new Map(plan.plugins.map((plugin) => [plugin.id, plugin]));
}

function difference(kind: DifferenceKind, subject: string, from?: string, to?: string): PlanDifference {
  return { kind, subject, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function show(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
