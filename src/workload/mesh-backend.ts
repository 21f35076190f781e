import { IConstruct } from 'constructs';

/** What an Ingress or a route can lead to: an agent, a dashboard or a registry that the app runs. Not for implementing. */
export interface IMeshBackend extends IConstruct {
  /** Name of the Service, the workload and the label on its pods. */
  readonly serviceName: string;
  /** The namespace, if it is known. */
  readonly namespace?: string;
  /** The port that the pods listen on, and that the Service has. */
  readonly port: number;
}
