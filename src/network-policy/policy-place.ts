import { IConstruct } from 'constructs';

/** Which policy, and where it is. */
export interface PolicyPlace {
  /** Names of namespaces and Services hold no dot, which separates the parts of an id. */
  readonly id: string;
  readonly name: string;
  readonly namespace?: string;
  /** The workload that the policy is about; without it, all agents or all pods of the namespace. */
  readonly workload?: IConstruct;
}
