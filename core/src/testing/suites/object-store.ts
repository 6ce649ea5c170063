import { ObjectStore } from '../../contracts/object-store.ts';
import { type Suite, suite } from '../suite.ts';
import { fileCases } from './object-store-files.ts';
import { listCases } from './object-store-list.ts';
import { objectCases } from './object-store-objects.ts';

/** What every object store promises. Keys lie under a fresh prefix per case, so a shared bucket will do. */
export const objectStoreSuite: Suite<typeof ObjectStore> = suite(ObjectStore, [
  ...objectCases,
  ...listCases,
  ...fileCases,
]);
