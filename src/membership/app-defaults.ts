import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { definedFields } from '../base/defined-fields';
import { refuse, show } from '../base/problem';
import { checkAnnotations, checkImage, checkLabels } from '../kubernetes/checks';
import { hostOfImage } from '../kubernetes/image-host';
import { IMAGE_REGISTRY_ANNOTATION } from '../kubernetes/naming';
import { MeshPodOptions } from '../pod/pod-options';
import { checkPodShapes } from '../pod/pod-shapes';
import { ofTree } from '../synthesis/of-tree';

/** What is the same for everything in an app that has pods. */
export type AppOptions = Pick<
  MeshPodOptions,
  | 'imagePullPolicy'
  | 'imagePullSecrets'
  | 'labels'
  | 'annotations'
  | 'podLabels'
  | 'podAnnotations'
  | 'podSecurityContext'
  | 'dnsPolicy'
  | 'dnsConfig'
  | 'nodeSelector'
  | 'tolerations'
  | 'priorityClassName'
  | 'runtimeClassName'
  | 'schedulerName'
>;

/** The defaults of an app, and the first construct that took them. Several copies of the package share it. */
interface AppDefaults {
  options?: AppOptions & { readonly imageRegistry?: string };
  usedBy?: string;
}

const inApp = (scope: IConstruct) => ofTree<AppDefaults>(scope, 'AppDefaults', () => ({}));

/** Sets the defaults of an app, once and before anything takes them. */
export function setAppDefaults(scope: IConstruct, options: NonNullable<AppDefaults['options']>): void {
  const defaults = inApp(scope);
  if (defaults.options) {
    refuse(scope, {
      given: 'a second MeshDefaults.of',
      rule: 'the defaults are those of the whole app, and an app has them once',
      fix: 'Say all of it in one place',
    });
  }
  if (defaults.usedBy !== undefined) {
    refuse(scope, {
      given: `MeshDefaults.of after ${defaults.usedBy} was made`,
      rule: 'what was made before would be without these defaults',
      fix: 'Call it first, right behind new App()',
    });
  }
  checkPodShapes(scope, options);
  checkLabels(scope, 'labels', options.labels);
  checkAnnotations(scope, 'annotations', options.annotations);
  checkImageRegistry(scope, options.imageRegistry);
  defaults.options = options;
}

/** The defaults of an app, for a construct that takes them. */
export function appDefaults(scope: IConstruct): NonNullable<AppDefaults['options']> {
  const defaults = inApp(scope);
  defaults.usedBy ??= scope.node.path;
  return defaults.options ?? {};
}

/** A construct's own options over those of its app: maps are merged key by key, everything else is replaced. */
export function withAppDefaults<T extends AppOptions>(scope: IConstruct, own: T): T {
  const { imageRegistry, ...defaults } = appDefaults(scope);
  return { ...defaults, ...definedFields(own), ...mergedMaps(defaults, own) };
}

const MAPS = ['labels', 'annotations', 'podLabels', 'podAnnotations', 'nodeSelector'] as const;

function mergedMaps(defaults: AppOptions, own: AppOptions): AppOptions {
  const given = MAPS.filter((prop) => defaults[prop] ?? own[prop]);
  return Object.fromEntries(given.map((prop) => [prop, { ...defaults[prop], ...own[prop] }]));
}

/** The pods of a template, with images from the registry of the app; those that name a registry of their own stay. */
export function withImageRegistry(scope: IConstruct, template: k8s.PodTemplateSpec): k8s.PodTemplateSpec {
  const { imageRegistry } = appDefaults(scope);
  const spec = template.spec!;
  if (imageRegistry === undefined) {
    return template;
  }
  const moved = (container: k8s.Container) => ({ ...container, image: imageIn(imageRegistry, container.image) });
  const annotations = { ...template.metadata?.annotations, [IMAGE_REGISTRY_ANNOTATION]: imageRegistry };
  return {
    ...template,
    metadata: { ...template.metadata, annotations },
    spec: {
      ...spec,
      initContainers: spec.initContainers?.map(moved),
      containers: spec.containers.map(moved),
    },
  };
}

/** A Lazy stays: its value is known at synthesis only. */
function imageIn(registry: string, image: string | undefined): string | undefined {
  return typeof image !== 'string' || hostOfImage(image) !== undefined ? image : `${registry}/${image}`;
}

function checkImageRegistry(scope: IConstruct, registry: string | undefined): void {
  if (registry === undefined) {
    return;
  }
  if (typeof registry !== 'string' || registry.endsWith('/') || hostOfImage(`${registry}/image`) === undefined) {
    refuse(scope, {
      given: `imageRegistry ${show(registry)}`,
      rule: "it is put before the names of images, and begins with a host, which has a '.' or a port",
      fix: 'Give one such as "registry.example.com/mirror", without a scheme and without a slash at the end',
    });
  }
  checkImage(scope, 'imageRegistry with an image', `${registry}/image:1`);
}
