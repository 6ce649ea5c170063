/**
 * Every code a Penstock error can carry, with the advice shown by `penstock explain <code>`.
 * `docs/reference/errors.md` is generated from this table; a test keeps both in step.
 */
export const codes = {
  // configuration
  PEN_CONFIG_NOT_FOUND:
    'The configuration file named on the command line does not exist. Check the path, or run `penstock init`.',
  PEN_CONFIG_SYNTAX: 'The YAML cannot be parsed. The message gives line and column.',
  PEN_CONFIG_INVALID: 'A key is unknown, missing or of the wrong type. Run `penstock schema` for an editor schema.',
  PEN_CONFIG_REFERENCE:
    'A ${env:…}, ${file:…} or ${secret:…} reference cannot be resolved. Set it or give a default with `:-`.',
  PEN_CONFIG_SECRET_LITERAL: 'A secret stands in the file as plain text. Use ${secret:name} or ${env:NAME}.',
  PEN_CONFIG_PROFILE: 'The overlay file of the chosen profile does not exist or does not apply.',
  // plugins and capabilities
  PEN_PLUGIN_NOT_FOUND: 'The package, export or path in `use:` cannot be imported. Install it or correct the path.',
  PEN_PLUGIN_INVALID: 'What `use:` names is not a plugin made with definePlugin().',
  PEN_PLUGIN_INCOMPATIBLE: 'The plugin was made for another plugin contract. Update the plugin or Penstock.',
  PEN_PLUGIN_FAILED: 'A plugin threw an error of its own. The cause is attached; run with --debug for its stack.',
  PEN_PLUGIN_TIMEOUT: 'A plugin did not finish its set-up in time. Check the service it connects to.',
  PEN_CAPABILITY_MISSING: 'No plugin of the configuration provides a capability that another needs. Add one.',
  PEN_CAPABILITY_AMBIGUOUS:
    'Several plugins provide one capability and the plugin does not say which it wants. Name one under `bind:`.',
  PEN_CAPABILITY_CYCLE: 'Plugins need each other in a circle. Remove one of the needs.',
  PEN_CAPABILITY_FEATURE:
    'The deployment asks for a feature that the plugin does not have. Choose another plugin or drop the demand.',
  PEN_CAPABILITY_SCOPE: 'A platform plugin needs a run-scoped one. Make the needing plugin run-scoped.',
  PEN_PLATFORM_CLOSED: 'The platform has been closed. Open a new one.',
  PEN_CLOSE_FAILED: 'One or more plugins failed while closing. All were attempted.',
  // hooks
  PEN_DENIED: 'A gate denied the operation. The message says which plugin and why.',
  PEN_HOOK_INVALID: 'A listener was registered for a hook that does not exist or returned what the hook does not take.',
  // pipelines
  PEN_PIPELINE_INVALID:
    'The pipeline definition is wrong: an empty or doubled name, a bad expectation, a wrong option.',
  PEN_PIPELINE_NOT_FOUND: 'The pipeline file or its default export cannot be loaded.',
  PEN_PIPELINE_CYCLE: 'Tables or models of the pipeline depend on each other in a circle.',
  PEN_PIPELINE_BUSY: 'Another run of this pipeline is going on. Wait for it, or stop it and run `penstock resume`.',
  PEN_EXPECTATION_FAILED: 'A `fail` expectation was violated. The table was left as it was; dependants are skipped.',
  PEN_LAW_BROKEN:
    'Rows in differ from kept + dropped + quarantined. Nothing was committed; please report this as a bug.',
  PEN_SOURCE_CHANGED:
    'A streaming source was rewritten (files changed or rows removed) after part of it was processed. Run a full refresh of the table.',
  PEN_SOURCE_UNREADABLE:
    'A source file cannot be read as its format. It is left where it is; repair or remove it and run again.',
  PEN_SELECTION_UNKNOWN: 'A selected step does not exist in the pipeline. Run `penstock plan` to see the names.',
  // runs
  PEN_RUN_NOT_FOUND: 'No run with that id. Run `penstock runs` to see them.',
  PEN_RUN_FAILED: 'One or more steps of the run failed. Mend the cause and run `penstock resume`.',
  PEN_RUN_NOTHING_TO_RESUME: 'There is no interrupted run to resume.',
  PEN_RUN_LOST: 'Another process took over this run. This process stops without writing.',
  PEN_ABORTED: 'The operation was cancelled. What was committed stays; `penstock resume` goes on from there.',
  PEN_TIMEOUT: 'An operation took longer than its limit. Check the service or raise the limit.',
  // storage
  PEN_ALREADY_EXISTS: 'An object or table of that name exists already.',
  PEN_NOT_FOUND: 'The object, table, run, model or endpoint does not exist.',
  PEN_INVALID_KEY: 'An object key is empty, absolute, or leaves the store by `..`.',
  PEN_STORAGE_FULL: 'The disk or bucket is full. Free some room; nothing was half-written.',
  PEN_STORAGE_DENIED: 'The storage refused access (read-only, permissions). Check the folder or the credentials.',
  PEN_STORAGE_UNSUPPORTED: 'The storage lacks an ability that safe writing needs, such as hard links.',
  PEN_STORAGE_FAILED: 'The storage failed in a way that is not known. The cause is attached.',
  PEN_CONFLICT:
    'Somebody else changed the object or table in the meantime and the changes do not go together. Try again.',
  // tables
  PEN_TABLE_CORRUPT: 'The table log is damaged or has a gap. Restore the named file; nothing was read past it.',
  PEN_TABLE_UNSUPPORTED:
    'The table uses a protocol feature that this version cannot read or write. The message names it.',
  PEN_TABLE_NO_CHANGES:
    'The table did not keep its changes in all of the range. Turn the change feed on and read from that version on.',
  PEN_TABLE_VERSION: 'The version or timestamp asked for is not in the table history.',
  PEN_SCHEMA_MISMATCH:
    'The rows do not fit the schema of the table. Change the query or run with a schema change allowed.',
  PEN_SCHEMA_INVALID: 'The schema is not one a table can have: doubled or empty names, unknown types.',
  PEN_TABLE_INVALID: 'The table name, partitioning or a property is not allowed.',
  // engine
  PEN_SQL_INVALID: 'The engine refused the SQL. The message gives the table and the place in the template.',
  PEN_ENGINE_FAILED: 'The query engine failed while running. The cause is attached.',
  PEN_TYPE_UNSUPPORTED:
    'A column type cannot be carried between the engine and the table format. Cast it in the query.',
  // tracking
  PEN_TRACKING_INVALID: 'A run, metric, parameter, tag or model value is not allowed (type, length, name).',
  PEN_TRACKING_FAILED: 'The tracking store failed. The cause is attached.',
  // training and models
  PEN_TRAINING_FAILED: 'The training process failed. Its log is attached to the run.',
  PEN_TRAINING_DATA: 'The training data cannot be used: empty, one class only, unknown column type.',
  PEN_TRAINING_PARAMS: 'A training parameter is unknown or out of range.',
  PEN_MODEL_INVALID: 'The model directory is damaged or of an unknown format.',
  PEN_MODEL_INPUT: 'A scoring request does not fit the model signature.',
  PEN_MODEL_FLAVOR: 'No plugin of the configuration can load any flavor of this model. Add its flavor plugin.',
  PEN_FEATURES_INVALID: 'A feature definition is wrong or does not fit the input columns.',
  PEN_METRIC_UNDEFINED: 'A metric cannot be computed on these rows (empty, one class only).',
  // serving
  PEN_REQUEST_INVALID: 'The HTTP request is malformed: not JSON, wrong shape, too large.',
  PEN_ENDPOINT_UNAVAILABLE: 'The endpoint has no deployed model or is shutting down.',
  PEN_ADDRESS_IN_USE: 'The port is taken by another process. Choose another with --port.',
  // monitoring and governance
  PEN_DRIFT_INVALID: 'The drift reference, method or threshold is wrong.',
  PEN_APPROVAL_INVALID:
    'The request is decided already or damaged, or the person has decided already or is not among those asked.',
  PEN_APPROVAL_PENDING: 'The promotion waits for an approval. Run `penstock approve`.',
  PEN_AUDIT_BROKEN: 'The audit log was altered or is incomplete. The message gives the first bad entry.',
  PEN_EVENT_INVALID: 'An event has no type or its data is not JSON.',
  // command line
  PEN_USAGE: 'The command line is wrong. Run the command with --help.',
  PEN_INTERNAL: 'A bug in Penstock. Please report it with the output of --debug.',
} as const;

export type ErrorCode = keyof typeof codes;
