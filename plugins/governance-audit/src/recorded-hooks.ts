import type { GateName, NoticeName } from '@penstock/core';

/** Hooks that can be recorded. The type keeps the list complete: a hook that the core adds must be added here. */
const recorded: Readonly<Record<NoticeName | GateName, true>> = {
  platformReady: true,
  platformClosing: true,
  runRequested: true,
  runStarted: true,
  stepStarted: true,
  stepFinished: true,
  runFinished: true,
  tableCommitted: true,
  expectationFailed: true,
  modelRegistered: true,
  promotionRequested: true,
  modelPromoted: true,
  deploymentRequested: true,
  deploymentChanged: true,
  driftDetected: true,
  retrainRequested: true,
};

/** All notices and gates: what happened, and what was asked for. */
export const recordedHooks = Object.keys(recorded) as (NoticeName | GateName)[];
