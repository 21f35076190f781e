import { isPartOf, isRange, range } from './addresses';
import { At } from './at';
import { all, Check, eachOf, fields, ifSet, oneOf, port, portName, protocol, required, text } from './checks';
import { selector } from './metadata';
import { show } from '../base/problem';

function policyPort(at: At): void {
  const [first, last] = [at.field('port'), at.field('endPort')];
  fields({ protocol, port: all(port, portName), endPort: port })(at);
  if (last.number === undefined) {
    return;
  }
  if (first.number === undefined) {
    const given = first.text === undefined ? 'endPort without port' : `endPort beside port ${show(first.text)}`;
    last.refuse(
      'endPort ends a range that begins with the number of a port',
      'Give port as a number, or remove endPort',
      given,
    );
  } else if (last.number < first.number) {
    last.refuse('endPort is not below port', 'Swap the two', `endPort ${last.number} below port ${first.number}`);
  }
}

function block(at: At): void {
  const cidr = at.field('cidr');
  required('an ipBlock has a range', 'Give cidr', text(isRange, ...range))(cidr);
  for (const except of at.field('except').items()) {
    const { text: excluded } = except;
    if (excluded !== undefined && cidr.text !== undefined && isRange(cidr.text) && !isPartOf(excluded, cidr.text)) {
      except.refuse(
        `what is excluded is a smaller range within cidr, ${show(cidr.text)}`,
        'Write a range within cidr, or remove it',
      );
    }
  }
}

function peer(at: At): void {
  const [ipBlock, ...selectors] = ['ipBlock', 'podSelector', 'namespaceSelector'].map((field) => at.field(field));
  selectors.forEach(selector);
  ifSet(block)(ipBlock);
  if (![ipBlock, ...selectors].some(({ isSet }) => isSet)) {
    at.refuse(
      'a peer has a podSelector, a namespaceSelector or an ipBlock',
      'Write one of them; podSelector: {} means every pod of the namespace',
    );
  } else if (ipBlock.isSet && selectors.some(({ isSet }) => isSet)) {
    ipBlock.refuse(
      'a peer is a range of addresses or selects pods',
      'Make two peers of it',
      'an ipBlock beside a selector in one peer',
    );
  }
}

/** A list of two with one type twice is taken. */
function uniqueTypes(at: At): void {
  if (at.items().length > 2) {
    at.refuse('there are two policy types', 'Name each of them once');
  }
}

export const networkPolicy: Check = fields({
  podSelector: selector,
  ingress: eachOf(fields({ from: eachOf(peer), ports: eachOf(policyPort) })),
  egress: eachOf(fields({ to: eachOf(peer), ports: eachOf(policyPort) })),
  policyTypes: all(eachOf(oneOf('a policy type', 'Ingress', 'Egress')), uniqueTypes),
});
