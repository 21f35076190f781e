import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';

/** What one registry of an app needs to know of the others. */
interface RegistryInApp {
  holds(namespace?: string): boolean;
}

/** What one routing of an app needs to know of the others. */
interface RoutingInApp extends IConstruct {
  readonly host: string;
  readonly _addresses: string[];
}

const INDEX = Symbol('cdk8s-mcp-mesh.AppIndex');

/**
 * What is known of an app as a whole: its registries, and which objects share an identity.
 *
 * One for each app. Identities are collected anew for each pass of validation: cdk8s validates constructs from the root down, so the
 * root's own validation is where a pass begins.
 */
export class AppIndex {
  public static of(construct: IConstruct): AppIndex {
    const root = construct.node.root as IConstruct & { [INDEX]?: AppIndex };
    if (!root[INDEX]) {
      Object.defineProperty(root, INDEX, { value: new AppIndex(root) });
    }
    return root[INDEX]!;
  }

  /** The registries of the app, in the order of construction. */
  public readonly registries: RegistryInApp[] = [];
  /** The hosts that the routings of the app claim, in the order of construction. */
  public readonly routings: RoutingInApp[] = [];
  private readonly claims = new Map<string, IConstruct>();
  private byIdentity?: Map<string, ApiObject[]>;

  private constructor(private readonly root: IConstruct) {
    root.node.addValidation({
      validate: () => {
        this.byIdentity = undefined;
        return [];
      },
    });
  }

  /** Takes a thing that one construct of the app can have; says whether this one has it. */
  public claim(kind: string, name: string, claimant: IConstruct): boolean {
    const key = `${kind} ${name}`;
    const holder = this.claims.get(key) ?? claimant;
    this.claims.set(key, holder);
    return holder === claimant;
  }

  /** All objects of the app with this object's group, kind, namespace and name, itself among them, in the tree's order. */
  public sameIdentity(object: ApiObject): ApiObject[] {
    this.byIdentity ??= this.collect();
    return this.byIdentity.get(identity(object)) ?? [];
  }

  private collect(): Map<string, ApiObject[]> {
    const found = new Map<string, ApiObject[]>();
    for (const construct of this.root.node.findAll()) {
      if (ApiObject.isApiObject(construct)) {
        const key = identity(construct);
        const same = found.get(key);
        if (same) {
          same.push(construct);
        } else {
          found.set(key, [construct]);
        }
      }
    }
    return found;
  }
}

function identity(object: ApiObject): string {
  return [object.apiGroup, object.kind, object.metadata.namespace ?? '', object.name].join('/');
}
