import { capability } from '../plugin/capability.ts';

export type Cell = string | number | null;
/** Numbers that are not finite leave a gap; a plot without any number says that it has no data. */
export type Plot =
  | {
      readonly kind: 'line';
      readonly x: string;
      readonly y: string;
      readonly series: readonly { readonly name: string; readonly points: readonly (readonly [number, number])[] }[];
      /** Draws y = x, over axes of equal range. */
      readonly diagonal?: boolean;
    }
  | {
      readonly kind: 'bar';
      readonly x: string;
      readonly y: string;
      readonly bars: readonly { readonly label: string; readonly value: number; readonly group?: string }[];
      readonly horizontal?: boolean;
      /** A line across the bars at this value, such as a threshold. */
      readonly rule?: number;
    }
  /** A graph of steps, left to right. An edge may name a node that is not listed: it is drawn by its id. */
  | {
      readonly kind: 'graph';
      readonly nodes: readonly {
        readonly id: string;
        readonly label: string;
        readonly kind: string;
        readonly note?: string;
      }[];
      readonly edges: readonly (readonly [string, string])[];
    };

export type ReportBlock =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'facts';
      readonly facts: readonly {
        readonly label: string;
        readonly value: string;
        readonly tone?: 'good' | 'bad' | 'plain';
      }[];
    }
  | {
      readonly type: 'table';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
      readonly caption?: string;
    }
  | { readonly type: 'plot'; readonly title: string; readonly plot: Plot; readonly caption?: string };

export interface Report {
  readonly title: string;
  readonly subtitle?: string;
  readonly sections: readonly { readonly title: string; readonly blocks: readonly ReportBlock[] }[];
}

/** Renders reports for people. Text is text: nothing in it is taken as markup. */
export interface Reporter {
  /**
   * Writes one self-contained file (no network needed to read it), or replaces it whole, and returns its local path.
   * @param name without extension, `/` between folders; PEN_INVALID_KEY when it would leave the reports' folder.
   * Errors: PEN_STORAGE_FULL, PEN_STORAGE_DENIED, PEN_STORAGE_FAILED.
   */
  write(name: string, report: Report): Promise<string>;
}

export const Reporter = capability<Reporter>('reporter@1', { description: 'Renders reports with tables and plots' });
