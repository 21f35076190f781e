import { IConstruct } from 'constructs';

/** A workload that connects to a server: a registry, an agent or a dashboard. */
export interface StoreClient {
  /** The construct that errors name. */
  readonly scope: IConstruct;
  readonly namespace?: string;
  /** The labels that select its pods. */
  readonly selector: { readonly [label: string]: string };
}
