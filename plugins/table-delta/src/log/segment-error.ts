import type { PenstockError } from '@penstock/core';
import type { TableLocation } from '../paths/table-location.ts';
import { corrupt, versionNotFound } from '../table-error.ts';
import type { SegmentProblem } from './segment.ts';

/** @param version what was asked for, the newest when absent */
export function problemError(
  location: TableLocation,
  version: number | undefined,
  problem: SegmentProblem,
): PenstockError {
  switch (problem.kind) {
    case 'beyond':
      return versionNotFound(location.name, `has no version ${version}; the newest is ${problem.latest}`);
    case 'cleaned':
      return versionNotFound(
        location.name,
        `has no version ${version} any more; the oldest kept is ${problem.earliest}`,
      );
    case 'gap':
      return corrupt(location.commitKey(problem.missing), 'is missing');
    case 'empty':
      return corrupt(location.logFolder, 'is empty');
  }
}
