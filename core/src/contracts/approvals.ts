import { capability } from '../plugin/capability.ts';

export interface Approval {
  readonly id: string;
  readonly model: string;
  readonly version: string;
  readonly alias: string;
  readonly state: 'pending' | 'approved' | 'rejected';
  readonly requestedAt: string;
  readonly reason: string;
  /** One entry per person; the same person counts once. */
  readonly decisions: readonly {
    readonly by: string;
    readonly approve: boolean;
    readonly comment: string;
    readonly at: string;
  }[];
  readonly required: number;
}

/** Human decisions about promotions. Durable; two people deciding at once both count. PEN_APPROVAL_INVALID, PEN_NOT_FOUND. */
export interface Approvals {
  list(filter?: { readonly state?: Approval['state'] }): Promise<readonly Approval[]>;
  decide(
    id: string,
    decision: { readonly by: string; readonly approve: boolean; readonly comment?: string },
  ): Promise<Approval>;
}

export const Approvals = capability<Approvals>('approvals@1', {
  description: 'Approvals that promotion gates wait for',
});
