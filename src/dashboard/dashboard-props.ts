import { RegistryDatabase } from '../endpoints/registry-database';
import { IMeshRegistry } from '../membership/registry-options';
import { MeshWorkloadProps } from '../pod/pod-options';

/** What a `MeshDashboard` can be told. */
export interface MeshDashboardProps extends MeshWorkloadProps {
  /** The registry whose mesh the dashboard shows. It must use Postgres. */
  readonly registry: IMeshRegistry;
  /**
   * Name of the Service, the workload and the label on its pods.
   *
   * @default "mcp-mesh-dashboard"
   */
  readonly serviceName?: string;
  /**
   * The namespace of the dashboard's objects. Secrets of the database and of Redis must be there, too.
   *
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * Image of the dashboard.
   *
   * @default "mcpmesh/ui:3.7.1"
   */
  readonly image?: string;
  /**
   * The port that the dashboard listens on: in its arguments, the container, the Service and every policy.
   *
   * @default 3080
   */
  readonly port?: number;
  /**
   * The path under which the dashboard is served (`MCP_MESH_UI_BASE_PATH`). It serves nothing outside this path. A
   * proxy in front must not change the path. If the dashboard has its own host, use "/".
   *
   * @default "/ops/dashboard"
   */
  readonly basePath?: string;
  /**
   * The registry's database, such as with a read-only user.
   *
   * @default - that of the registry; required with `MeshRegistry.fromEndpoint`
   */
  readonly database?: RegistryDatabase;
  /**
   * The consumer group by which the dashboard reads spans (`MCP_MESH_UI_TRACE_CONSUMER_GROUP`, from 3.7 on). Each
   * dashboard on one Redis needs its own group.
   *
   * @default - name and namespace of the dashboard's Service
   */
  readonly consumerGroup?: string;
}
