export { abortError, throwIfAborted } from './errors/abort.ts';
export { codes as errorCodes, type ErrorCode } from './errors/codes.ts';
export { attribute, guard } from './errors/guard.ts';
export { type ErrorDetails, PenstockError } from './errors/penstock-error.ts';
export { systemError } from './errors/system-error.ts';
export type * from './hooks/lifecycle.ts';
export { gateNames, noticeNames, transformNames } from './hooks/lifecycle.ts';
export { canonicalJson } from './json/canonical-json.ts';
export { jsonProblem } from './json/json-problem.ts';
export { plainJson } from './json/plain-json.ts';
export {
  type Capability,
  type CapabilityOptions,
  type ContractOf,
  capability,
  type FeatureOf,
  type Features,
} from './plugin/capability.ts';
export {
  type AnyCapability,
  definePlugin,
  type Logger,
  type Plugin,
  type PluginDefinition,
  type SetupContext,
} from './plugin/define-plugin.ts';
export { type Many, many, type Needs, type Optional, optional, type ResolvedNeeds } from './plugin/needs.ts';
export { Secret, secret } from './plugin/secret.ts';
export { assertKeyPrefix, assertObjectKey, compareKeys, MAX_KEY_BYTES } from './storage/object-key.ts';
