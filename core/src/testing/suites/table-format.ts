import { TableFormat } from '../../contracts/table-format.ts';
import { type Suite, suite } from '../suite.ts';
import { changeCases } from './table-format-changes.ts';
import { commitCases } from './table-format-commits.ts';
import { fileCases } from './table-format-files.ts';
import { historyCases } from './table-format-history.ts';
import { schemaCases } from './table-format-schema.ts';
import { transactionCases } from './table-format-transactions.ts';

/**
 * What every table format promises. Cases use tables of their own, so a shared store will do; data files are announced
 * and never written.
 */
export const tableFormatSuite: Suite<typeof TableFormat> = suite(TableFormat, [
  ...commitCases,
  ...transactionCases,
  ...schemaCases,
  ...historyCases,
  ...fileCases,
  ...changeCases,
]);
