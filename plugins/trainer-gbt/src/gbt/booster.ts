import type { Dataset } from '../dataset/dataset.ts';
import { type FeatureBins, learnBins } from '../dataset/feature-bins.ts';
import { type Objective, objectiveFor } from '../objective.ts';
import { sampleRows } from '../sample-rows.ts';
import { seededRandom } from '../seeded-random.ts';
import { type BinMatrix, binDataset } from './bin-matrix.ts';
import { addTreeScores } from './bin-routing.ts';
import { type Checkpoint, trainingFingerprint } from './checkpoint.ts';
import type { GbtParams } from './gbt-params.ts';
import type { RowPartition } from './row-partition.ts';
import type { Tree } from './tree.ts';
import { TreeGrower } from './tree-grower.ts';

export interface BoosterInput {
  readonly train: Dataset;
  readonly valid?: Dataset;
  readonly params: GbtParams;
  readonly seed: number;
}

interface ScoredData {
  readonly dataset: Dataset;
  readonly matrix: BinMatrix;
  readonly scores: Float64Array;
}

/** The state of a training: {@link step} adds a tree. What a step does depends on seed and step number only. */
export class Booster {
  readonly bins: readonly FeatureBins[];
  readonly base: number;
  readonly trees: Tree[] = [];
  /** Mean losses after each tree. */
  readonly trainLoss: number[] = [];
  readonly validLoss: number[] = [];
  readonly #input: BoosterInput;
  readonly #objective: Objective;
  readonly #train: ScoredData;
  readonly #valid: ScoredData | undefined;
  readonly #gradients: Float32Array;
  readonly #grower: TreeGrower;
  readonly #allRows: Int32Array;
  #exhausted = false;
  #digest: string | undefined;

  constructor(input: BoosterInput) {
    const { train, valid, params, seed } = input;
    this.#input = input;
    this.#objective = objectiveFor(train.task);
    const most = params.maxBin - 1;
    const limits = { maxNumeric: most, maxCategories: most, minRows: params.minDataInBin };
    this.bins = learnBins(train, limits, seed);
    this.base = this.#objective.initialScore(train);
    this.#train = this.#scored(train, 'training data');
    this.#valid = valid === undefined ? undefined : this.#scored(valid, 'validation data');
    this.#gradients = new Float32Array(2 * train.rows);
    this.#allRows = new Int32Array(train.rows).map((_, row) => row);
    this.#grower = new TreeGrower(this.#train.matrix, params);
    this.#objective.gradients(train, this.#train.scores, this.#gradients);
  }

  /** Trees up to the lowest validation loss; all of them without early stopping. */
  get bestTrees(): number {
    if (this.#input.params.earlyStoppingRound === 0 || this.validLoss.length === 0) return this.trees.length;
    return this.validLoss.indexOf(Math.min(...this.validLoss)) + 1;
  }

  get finished(): boolean {
    const { numTrees, earlyStoppingRound } = this.#input.params;
    if (this.trees.length >= numTrees || this.#exhausted) return true;
    return earlyStoppingRound > 0 && this.trees.length - this.bestTrees >= earlyStoppingRound;
  }

  /** Scores of the training rows, before the link function. */
  get trainScores(): Float64Array {
    return this.#train.scores;
  }

  /** Scores of the validation rows, before the link function, by all trees. */
  get validScores(): Float64Array | undefined {
    return this.#valid?.scores;
  }

  step(): void {
    const { params, train } = this.#input;
    const rows = this.#drawRows();
    const { tree, partition } = this.#grower.grow({ rows, gradients: this.#gradients, features: this.#drawFeatures() });
    if (rows.length === train.rows) addLeafValues(tree, partition, this.#train.scores);
    else addTreeScores(tree, this.#train.matrix, this.#train.scores);
    this.#add(tree);
    this.trainLoss.push(this.#objective.gradients(train, this.#train.scores, this.#gradients));
    if (this.#valid !== undefined) this.validLoss.push(this.#objective.loss(this.#valid.dataset, this.#valid.scores));
    // Without chance, a tree that found no split would be found again for ever.
    this.#exhausted = tree.feature.length === 0 && params.featureFraction === 1 && params.baggingFraction === 1;
  }

  checkpoint(): Checkpoint {
    return {
      format: 'penstock-gbt-checkpoint',
      version: 1,
      fingerprint: this.#fingerprint(),
      trees: [...this.trees],
      trainLoss: [...this.trainLoss],
      validLoss: [...this.validLoss],
    };
  }

  /** Takes over the trees of a checkpoint. False, and nothing done, when it belongs to other data or parameters. */
  resume(checkpoint: Checkpoint): boolean {
    if (this.trees.length > 0 || checkpoint.fingerprint !== this.#fingerprint()) return false;
    for (const tree of checkpoint.trees) {
      addTreeScores(tree, this.#train.matrix, this.#train.scores);
      this.#add(tree);
    }
    this.trainLoss.push(...checkpoint.trainLoss);
    this.validLoss.push(...checkpoint.validLoss);
    this.#objective.gradients(this.#input.train, this.#train.scores, this.#gradients);
    return true;
  }

  #add(tree: Tree): void {
    this.trees.push(tree);
    if (this.#valid !== undefined) addTreeScores(tree, this.#valid.matrix, this.#valid.scores);
  }

  #scored(dataset: Dataset, role: string): ScoredData {
    const matrix = binDataset(dataset, this.bins, role);
    return { dataset, matrix, scores: new Float64Array(dataset.rows).fill(this.base) };
  }

  #drawRows(): Int32Array {
    const { params, train, seed } = this.#input;
    if (params.baggingFraction === 1) return this.#allRows;
    const draw = Math.floor(this.trees.length / params.baggingFreq);
    const take = Math.max(1, Math.floor(params.baggingFraction * train.rows));
    return sampleRows(train.rows, take, seededRandom(seed, 0x626167, draw));
  }

  #drawFeatures(): number[] {
    const { params, seed } = this.#input;
    const width = this.bins.length;
    const take = Math.max(1, Math.round(params.featureFraction * width));
    return [...sampleRows(width, take, seededRandom(seed, 0x66656174, this.trees.length))];
  }

  #fingerprint(): string {
    const { params, seed, train } = this.#input;
    const data = this.#valid === undefined ? [this.#train] : [this.#train, this.#valid];
    this.#digest ??= trainingFingerprint({ params, seed, task: train.task }, data);
    return this.#digest;
  }
}

function addLeafValues(tree: Tree, partition: RowPartition, scores: Float64Array): void {
  tree.value.forEach((value, leaf) => {
    const rows = partition.rowsOf(leaf);
    for (let index = 0; index < rows.length; index++) scores[rows[index]!]! += value;
  });
}
