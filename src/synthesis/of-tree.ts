import { IConstruct } from 'constructs';

/**
 * One object for all constructs of a tree, attached to the tree's root. An app may have several copies of this package, such as one
 * that a platform library brings, so the key is known to all of them: the first copy makes the object, and the others use it.
 * What it offers may therefore only grow from release to release.
 */
export function ofTree<T>(construct: IConstruct, name: string, make: (root: IConstruct) => T): T {
  const root = construct.node.root as unknown as { [key: symbol]: T | undefined };
  const key = Symbol.for(`cdk8s-mcp-mesh.${name}`);
  if (!root[key]) {
    Object.defineProperty(root, key, { value: make(construct.node.root) });
  }
  return root[key]!;
}
