import type { PromotionRequested } from '@penstock/core';
import type { MetricRule, Rule, SliceRule } from './options.ts';

export interface Check {
  readonly passed: boolean;
  /** What was found and what is needed, e.g. `auc is 0.58, needs at least 0.6`. */
  readonly text: string;
}

const lowerIsBetter = new Set(['logloss', 'brier', 'ece', 'mae', 'rmse']);

/** Holds a promotion against the thresholds of a rule. Every threshold gives one check, in the order of the rule. */
export function checkPromotion(rule: Pick<Rule, 'metrics' | 'slices'>, request: PromotionRequested): Check[] {
  return [
    ...rule.metrics.flatMap((item) => checkMetric(item, request)),
    ...rule.slices.flatMap((item) => checkSlice(item, request)),
  ];
}

function checkMetric(rule: MetricRule, { metrics, champion }: PromotionRequested): Check[] {
  const value = metrics[rule.metric];
  if (!isNumber(value)) return [{ passed: false, text: `${rule.metric} was not computed` }];
  const checks = checkBounds(rule.metric, value, rule);
  if (rule.versusChampion !== undefined && champion !== undefined) checks.push(versus(rule, value, champion));
  return checks;
}

function versus(rule: MetricRule, value: number, champion: NonNullable<PromotionRequested['champion']>): Check {
  const name = `the champion (version ${champion.version})`;
  const theirs = champion.metrics[rule.metric];
  if (!isNumber(theirs))
    return { passed: false, text: `${rule.metric} of ${name} is not known, so it cannot be compared` };
  const sign = (rule.direction ?? (lowerIsBetter.has(rule.metric) ? 'lower' : 'higher')) === 'lower' ? -1 : 1;
  const better = rule.versusChampion === 'better';
  const needed = theirs + (better ? sign : -sign) * rule.tolerance;
  const passed = better && rule.tolerance === 0 ? sign * value > sign * theirs : atLeast(sign * value, sign * needed);
  const bound =
    better && rule.tolerance === 0 ? (sign > 0 ? 'more than' : 'less than') : sign > 0 ? 'at least' : 'at most';
  const [shown, limit] = shownApart(value, needed);
  return { passed, text: `${rule.metric} is ${shown}, needs ${bound} ${limit} beside ${name} with ${short(theirs)}` };
}

function checkSlice(rule: SliceRule, { slices }: PromotionRequested): Check[] {
  const values = slices.filter((item) => item.slice === rule.slice && item.rows >= rule.minRows);
  if (values.length === 0)
    return [
      { passed: false, text: `no value of slice "${rule.slice}" with at least ${rule.minRows} rows was evaluated` },
    ];
  return values.flatMap((item) => {
    const value = item.metrics[rule.metric];
    // Not every metric exists on every slice: AUC needs both classes.
    return isNumber(value)
      ? checkBounds(`${rule.metric} of ${rule.slice} "${item.value}" (${item.rows} rows)`, value, rule)
      : [];
  });
}

function checkBounds(name: string, value: number, { min, max }: { min?: number; max?: number }): Check[] {
  const checks: Check[] = [];
  const add = (passed: boolean, bound: string, needed: number) => {
    const [shown, limit] = shownApart(value, needed);
    checks.push({ passed, text: `${name} is ${shown}, needs ${bound} ${limit}` });
  };
  if (min !== undefined) add(atLeast(value, min), 'at least', min);
  if (max !== undefined) add(atLeast(-value, -max), 'at most', max);
  return checks;
}

// A sum such as 0.7 - 0.002 is a hair off; a value right on the limit passes.
function atLeast(value: number, limit: number): boolean {
  return value >= limit - 1e-12 * Math.max(1, Math.abs(limit));
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined && !Number.isNaN(value);
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}

/** Both numbers as short as they can be told apart. */
function shownApart(a: number, b: number): readonly [string, string] {
  return a !== b && short(a) === short(b) ? [String(a), String(b)] : [short(a), short(b)];
}
