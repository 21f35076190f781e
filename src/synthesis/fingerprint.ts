import { ApiObject, App, Lazy } from 'cdk8s';
import { withoutChange } from './unstable-workload';

/** The number of resolvers that cdk8s adds itself: for Lazy values, implicit tokens, and unions of number and string. */
const RESOLVERS_OF_CDK8S = 3;

/** Whether an app has resolvers of its own, which may replace any value of any object. */
export function hasOwnResolvers(construct: ApiObject): boolean {
  return App.of(construct).resolvers.length > RESOLVERS_OF_CDK8S;
}

/**
 * A text that is another one if the object would be rendered to something else; patches are left out. To make it from what cdk8s
 * renders takes a fifth of the time of rendering. Undefined if the object cannot be rendered.
 */
export function fingerprint(object: ApiObject): string | undefined {
  try {
    return withoutChange(object, (each) =>
      JSON.stringify(isRenderedByCdk8s(each) ? contentOf(each) : each.toJson(), produced),
    );
  } catch {
    return undefined;
  }
}

/** Classes that `cdk8s import` generates have a `toJson` of their own, which only selects and renames fields. */
function isRenderedByCdk8s(object: ApiObject): boolean {
  const { toJson, constructor } = object;
  const isGenerated = Object.hasOwn(constructor, 'GVK') && toJson === constructor.prototype.toJson;
  return (isGenerated || toJson === ApiObject.prototype.toJson) && !hasOwnResolvers(object);
}

/** What cdk8s renders. It keeps all of it private. */
function contentOf(object: ApiObject): unknown {
  const { props, metadata } = object as unknown as { props: unknown; metadata: { [field: string]: unknown } };
  const { apiObject, ...fields } = metadata;
  return [props, fields];
}

/** Computes Lazy values and tokens, as cdk8s does. */
function produced(_: string, value: any): unknown {
  if (value instanceof Lazy) {
    return (value as unknown as { produce(): unknown }).produce();
  }
  return typeof value?.resolve === 'function' ? value.resolve() : value;
}
