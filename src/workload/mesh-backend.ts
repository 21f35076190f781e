import { IConstruct } from 'constructs';

/** A target of an Ingress or a route: an agent, a dashboard or a registry of the app. Do not implement it. */
export interface IMeshBackend extends IConstruct {
  /** Name of the Service, the workload and the label on its pods. */
  readonly serviceName: string;
  /** The namespace, if it is known. */
  readonly namespace?: string;
  /** The port of the pods and of the Service. */
  readonly port: number;
}
