import { isIP } from 'net';
import { At } from './at';
import {
  all,
  Check,
  dnsLabel,
  dnsName,
  eachOf,
  fields,
  ifSet,
  isEmpty,
  oneFieldOf,
  oneOf,
  port,
  portName,
  required,
  text,
} from './checks';
import { isDnsSubdomain } from '../kubernetes/checks';
import { isHttpPath } from '../kubernetes/http-path';

function backend(at: At): void {
  oneFieldOf(['service', 'resource'], 'a backend')(at);
  fields({
    service: ifSet(
      fields({
        name: required('a backend names a Service', 'Name it', dnsLabel),
        port: all(oneFieldOf(['number', 'name'], 'the port of a backend'), fields({ number: port, name: portName })),
      }),
    ),
  })(at);
}

const HOST = text(
  (host) => host === '' || (isIP(host) === 0 && isDnsSubdomain(host.replace(/^\*\./, '')) && host !== '*'),
  "a host is a DNS name in lower case, with '*.' in front at most, without scheme and port",
  'Write the name alone; without host, the rule is for all',
);

/** The path of a type that compares whole elements. */
function path(at: At): void {
  const [value, type] = [at.field('path'), at.field('pathType')];
  required(
    'a path of an Ingress has a pathType',
    'Write pathType: Prefix',
    oneOf('pathType', 'Exact', 'Prefix', 'ImplementationSpecific'),
  )(type);
  const text_ = value.text ?? '';
  if (['Exact', 'Prefix'].includes(type.text ?? '') && !isHttpPath(text_)) {
    const rule = `a path of pathType ${type.text} begins with '/', and has neither '//', '/./', '/../' nor '%2f'`;
    value.isSet ? value.refuse(rule, 'Respell it') : value.refuseMissing(rule, 'Write path: /');
  } else if (text_ !== '' && !text_.startsWith('/')) {
    value.refuse("a path begins with '/'", 'Put a / in front');
  }
  required('a path of an Ingress has a backend', 'Name the Service', backend)(at.field('backend'));
}

export const ingress: Check = (spec) => {
  if (isEmpty(spec.field('rules')) && isEmpty(spec.field('defaultBackend'))) {
    spec.field('rules').refuseMissing('an Ingress has rules or a defaultBackend', 'Write one of them');
  }
  fields({
    ingressClassName: dnsName,
    defaultBackend: ifSet(backend),
    rules: eachOf(
      fields({
        host: HOST,
        http: ifSet(fields({ paths: required('the rule of an Ingress has paths', 'Write one', eachOf(path)) })),
      }),
    ),
    tls: eachOf(fields({ hosts: eachOf(HOST) })),
  })(spec);
};
