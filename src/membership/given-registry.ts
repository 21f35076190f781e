import { App } from 'cdk8s';
import { IConstruct } from 'constructs';
import { IMeshRegistry } from './registry-options';
import { refuse } from '../base/problem';

/**
 * Refuses a missing registry, which untyped languages allow, and the registry of another app.
 *
 * @param why what the construct has a registry for
 */
export function checkRegistry(scope: IConstruct, registry: IMeshRegistry, why: string): void {
  if (!registry?._members) {
    refuse(scope, {
      given: 'no registry',
      rule: why,
      fix: 'Give a MeshRegistry, or MeshRegistry.fromEndpoint(…) for one that somebody else runs',
    });
  }
  if (registry.node.root !== scope.node.root) {
    refuse(scope, {
      given: `registry ${registry.node.path} of another App`,
      rule: 'each App writes its own objects, and what the registry makes for its agents, such as their ConfigMap, would be written by the other one',
      fix: 'Make both in one App, or name the other registry by its address: MeshRegistry.fromEndpoint(scope, id, { host })',
    });
  }
}

/** Refuses a tree without an App at its root: cdk8s renders objects only with the App's resolvers. */
export function checkApp(scope: IConstruct): void {
  const { resolvers } = scope.node.root as Partial<App>;
  if (!Array.isArray(resolvers)) {
    refuse(scope, {
      given: 'a construct tree whose root is no App',
      rule: 'cdk8s cannot render objects without an App',
      fix: "Make an App, and give it as the chart's scope: new Chart(new App(), id); Testing.chart() makes both",
    });
  }
}
