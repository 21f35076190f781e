import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ofTree } from './of-tree';
import { overwrittenFiles } from './output-files';
import { Synthesis } from './synthesis';

/** A registry, as the other registries of its app see it. */
interface RegistryInApp {
  /** Whether the registry has agents in a namespace. */
  holds(namespace?: string): boolean;
}

/** A routing, as the other routings of its app see it. */
interface RoutingInApp extends IConstruct {
  readonly host: string;
  readonly _addresses: string[];
}

/**
 * The registries and routings of an app, and the objects that share an identity. There is one index for each app.
 *
 * Identities are collected anew if the app has changed.
 */
export class AppIndex {
  public static of(construct: IConstruct): AppIndex {
    return ofTree(construct, 'AppIndex', (root) => new AppIndex(root, Synthesis.of(construct)));
  }

  /** The registries of the app, in the order of construction. */
  public readonly registries: RegistryInApp[] = [];
  /** The hosts that the routings of the app claim, in the order of construction. */
  public readonly routings: RoutingInApp[] = [];
  private readonly objectsByIdentity: () => Map<string, ApiObject[]>;

  private constructor(
    private readonly root: IConstruct,
    synthesis: Synthesis,
  ) {
    this.objectsByIdentity = synthesis.untilChange(() => this.collectObjects());
    synthesis.validate(root, () => overwrittenFiles(root));
  }

  /** All objects of the app with this object's group, kind, namespace and name, itself included, in the order of the tree. */
  public sameIdentity(object: ApiObject): ApiObject[] {
    return this.objectsByIdentity().get(identityOf(object)) ?? [];
  }

  /** The app's object of the core group with this kind, namespace and name. */
  public find(kind: string, namespace: string | undefined, name: string): ApiObject | undefined {
    return this.objectsByIdentity().get(keyOf('core', kind, namespace, name))?.[0];
  }

  /** All objects of a kind, of any group, in the order of the tree. */
  public ofKind(kind: string): ApiObject[] {
    return [...this.objectsByIdentity().values()].flat().filter((object) => object.kind === kind);
  }

  private collectObjects(): Map<string, ApiObject[]> {
    const found = new Map<string, ApiObject[]>();
    for (const construct of this.root.node.findAll()) {
      if (ApiObject.isApiObject(construct)) {
        const key = identityOf(construct);
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

function identityOf(object: ApiObject): string {
  return keyOf(object.apiGroup, object.kind, object.metadata.namespace, object.name);
}

function keyOf(group: string, kind: string, namespace: string | undefined, name: string): string {
  return [group, kind, namespace ?? '', name].join('/');
}
