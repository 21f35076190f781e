import { IConstruct } from 'constructs';
import { ServiceMesh } from '../service-mesh/service-mesh';

/** A workload that connects to a server: a registry, an agent or a dashboard. */
export interface StoreClient {
  /** The construct that errors name. */
  readonly scope: IConstruct;
  readonly namespace?: string;
  /** The service mesh that it is behind. */
  readonly serviceMesh: ServiceMesh;
  /** The DNS domain of its cluster. */
  readonly clusterDomain: string;
  /** The labels that select its pods. */
  readonly selector: { readonly [label: string]: string };
}
