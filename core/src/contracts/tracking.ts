import { capability } from '../plugin/capability.ts';
import type { CallOptions } from './object-store.ts';

/** Words and shapes follow MLflow's REST API 3.x. Times are milliseconds since the epoch. */
export type RunStatus = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';
export interface Metric {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}
export interface Experiment {
  readonly experimentId: string;
  readonly name: string;
  readonly artifactLocation: string;
  readonly tags: Readonly<Record<string, string>>;
}
export interface TrackedRun {
  readonly runId: string;
  readonly experimentId: string;
  readonly runName: string;
  readonly status: RunStatus;
  readonly startTime: number;
  readonly endTime?: number;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Latest value of each metric. */
  readonly metrics: Readonly<Record<string, number>>;
}
export interface SearchRuns extends CallOptions {
  readonly experimentIds: readonly string[];
  /** All must hold; e.g. `{ 'penstock.pipeline': 'flights' }`. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly status?: RunStatus;
  /** Default: newest first. By metric: numbers, then NaN, then runs without it, in both directions. */
  readonly orderBy?: { readonly metric: string; readonly direction: 'asc' | 'desc' };
  readonly limit?: number;
  readonly pageToken?: string;
}
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextPageToken?: string;
}
export interface ArtifactInfo {
  readonly path: string;
  readonly isDir: boolean;
  readonly size?: number;
}

export interface RegisteredModel {
  readonly name: string;
  readonly description?: string;
  readonly aliases: Readonly<Record<string, string>>;
  readonly createdAt: number;
}
export interface ModelVersion {
  readonly name: string;
  /** Decimal, from `1` up, never reused. */
  readonly version: string;
  readonly runId?: string;
  /** Artifact path of the model directory within the run. */
  readonly source: string;
  readonly status: 'READY';
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly aliases: readonly string[];
}

/**
 * Experiment tracking and model registry. What has been acknowledged survives a crash. Concurrent writers lose nothing.
 * Metrics are appended; `metrics` of a run shows the one with the greatest (step, timestamp, value). NaN is a value
 * (0 in that comparison), infinities are kept as ±Number.MAX_VALUE, as in MLflow. Params are write-once: the same
 * value again is fine, another is PEN_TRACKING_INVALID. Names, keys and lengths follow MLflow's rules; what is too long
 * is refused, never cut. "Absent" is `undefined` in get…
 * Errors: PEN_TRACKING_INVALID, PEN_NOT_FOUND (writing to what does not exist), PEN_TRACKING_FAILED.
 */
export interface Tracking {
  /** Gets or creates by name; racing callers get the same one. */
  ensureExperiment(name: string): Promise<Experiment>;
  listExperiments(): Promise<readonly Experiment[]>;
  createRun(run: {
    experimentId: string;
    runName?: string;
    tags?: Readonly<Record<string, string>>;
    startTime?: number;
    parentRunId?: string;
  }): Promise<TrackedRun>;
  /** A final status without `endTime` ends the run now; RUNNING and SCHEDULED take the end time away. */
  updateRun(runId: string, change: { status?: RunStatus; endTime?: number; runName?: string }): Promise<TrackedRun>;
  /** All of the batch, or nothing. */
  logBatch(
    runId: string,
    batch: {
      metrics?: readonly Metric[];
      params?: Readonly<Record<string, string>>;
      tags?: Readonly<Record<string, string>>;
    },
  ): Promise<void>;
  getRun(runId: string): Promise<TrackedRun | undefined>;
  searchRuns(search: SearchRuns): Promise<Page<TrackedRun>>;
  /** In order of step, then timestamp. */
  metricHistory(runId: string, key: string): Promise<readonly Metric[]>;

  /**
   * Uploads a file (under its own name) or everything in a folder into the folder `artifactPath` of the run; `''` is the
   * run's root. PEN_NOT_FOUND when the local path does not exist, PEN_TRACKING_INVALID when a path leaves the run.
   */
  logArtifacts(runId: string, localPath: string, artifactPath: string, options?: CallOptions): Promise<void>;
  /** Direct children of a folder, sorted, with paths from the run's root; of a file or of nothing, none. */
  listArtifacts(runId: string, path?: string): Promise<readonly ArtifactInfo[]>;
  /**
   * Local path of a file or folder of the run's artifacts: the bytes themselves or a cached copy; not to be written.
   * PEN_NOT_FOUND when there is neither.
   */
  artifactPath(runId: string, path: string, options?: CallOptions): Promise<string>;

  ensureModel(name: string, description?: string): Promise<RegisteredModel>;
  listModels(): Promise<readonly RegisteredModel[]>;
  createModelVersion(version: {
    name: string;
    runId?: string;
    source: string;
    tags?: Readonly<Record<string, string>>;
  }): Promise<ModelVersion>;
  getModelVersion(name: string, version: string): Promise<ModelVersion | undefined>;
  /** Newest first. */
  listModelVersions(name: string): Promise<readonly ModelVersion[]>;
  setModelVersionTags(name: string, version: string, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Atomic: the alias points to the old or the new version, never to none. */
  setAlias(name: string, alias: string, version: string): Promise<void>;
  /** Idempotent. */
  deleteAlias(name: string, alias: string): Promise<void>;
  getModelVersionByAlias(name: string, alias: string): Promise<ModelVersion | undefined>;
}

export const Tracking = capability<Tracking>('tracking@1', {
  description: 'Experiment tracking and model registry in MLflow words',
});
