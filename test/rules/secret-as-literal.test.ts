import { RULE } from '../../src/rules/secret-as-literal';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const faults = (...objects: Manifest[]) => said(RULE, objects);
const ofEnv = (name: string, value: string) => faults(deployment({ env: [{ name, value }] }));
const ofKey = (key: string, value: string) => faults(object('v1', 'ConfigMap', 'settings', { data: { [key]: value } }));

// Put together here, so that no scanner takes this file for a leak.
const tokens = [
  ['sk', 'ant', 'api03', 'q7Wc9xKd2'],
  ['sk', 'proj', 'q7Wc9xKd2'],
  ['xoxb', '1234567890', 'q7Wc9xKd2'],
  ['xoxp', '1234567890', 'q7Wc9xKd2'],
]
  .map((parts) => parts.join('-'))
  .concat([
    'ghp_' + 'q7Wc9xKd2'.repeat(4),
    'github_pat_' + 'q7Wc9xKd2'.repeat(4),
    'AKIA' + 'Q7WC9XKD2Q7WC9XK',
    'AIza' + 'q7Wc9'.repeat(7),
    'hf_' + 'qWcxKd'.repeat(6),
    'sk-' + 'q7Wc9xKd'.repeat(6),
  ]);
const privateKey = '-----BEGIN ' + 'RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END ' + 'RSA PRIVATE KEY-----\n';

describe('by its name', () => {
  test('a variable', () => {
    expect(ofEnv('OPENAI_API_KEY', 'q7Wc9xKd2')).toEqual([
      'Deployment mesh/weather-agent: container "agent": env OPENAI_API_KEY has a secret as a literal value: by its name it is a secret, and everyone who may read this object or its manifest can read it. Keep the value in a Secret, and read it by valueFrom.secretKeyRef.',
    ]);
  });

  test('a key of a ConfigMap', () => {
    expect(ofKey('db-password', 'q7Wc9xKd2\n')).toEqual([
      'ConfigMap mesh/settings: data key "db-password": by its name it is a secret, and everyone who may read this object or its manifest can read it. Keep the key ' +
        'in a Secret, and read it by secretKeyRef, or by envFrom with a secretRef.',
    ]);
  });

  test('an argument, in an init container', () => {
    expect(
      faults(
        deployment(
          {},
          {
            pod: {
              initContainers: [{ name: 'migrate', image: 'busybox:1.35', args: ['up', '--db-password=q7Wc9xKd2'] }],
            },
          },
        ),
      ),
    ).toEqual([
      'Deployment mesh/weather-agent: init container "migrate": args[1] (--db-password) has a secret as a literal value: by its name it is a secret, and everyone who may read this object or its manifest can read it. Keep it in a Secret, read it by secretKeyRef into a variable, and write $(ITS_NAME) in its place.',
    ]);
  });

  test.each([
    'PASSWORD',
    'DB_PASSWORD',
    'PGPASSWORD',
    'dbPassword',
    'spring.datasource.password',
    'PASSWD',
    'MYSQL_PWD',
    'SMTP_PASS',
    'SSH_PASSPHRASE',
    'TOKEN',
    'GITHUB_TOKEN',
    'authToken',
    'API_KEY',
    'APIKEY',
    'openai-api-key',
    'anthropicApiKey',
    'API_KEY_2',
    'SECRET',
    'JWT_SECRET',
    'clientSecret',
    'SECRET_KEY',
    'SECRET_KEY_BASE',
    'PRIVATE_KEY',
    'AWS_SECRET_ACCESS_KEY',
    'ENCRYPTION_KEY',
    'DB_CREDENTIALS',
    'PASSWORD_BASE64',
  ])('%s', (name) => {
    expect(ofEnv(name, 'q7Wc9xKd2')).toHaveLength(1);
    expect(ofKey(name, 'q7Wc9xKd2')).toHaveLength(1);
  });

  test.each([
    'PASSWORD_FILE',
    'TOKEN_PATH',
    'TOKEN_TTL',
    'SECRET_NAME',
    'TLS_SECRET',
    'EXISTING_SECRET',
    'PASSWORD_ENABLED',
    'TOKENIZER',
    'TOKENIZERS_PARALLELISM',
    'MAX_TOKENS',
    'EOS_TOKEN',
    'TOKEN_URL',
    'API_KEY_HEADER',
    'API_KEY_ID',
    'PUBLIC_KEY',
    'NEXT_PUBLIC_API_KEY',
    'PRIMARY_KEY',
    'KEY',
    'PWD',
    'PROXY_PASS',
    'BYPASS',
    'COMPASS',
    'PASSWORD_MIN_LENGTH',
    'SECRETARY',
    'AUTHOR',
    'AWS_ACCESS_KEY_ID',
    'CREDENTIALS_PROVIDER',
    'password.html',
    '_',
    '7',
  ])('not %s', (name) => {
    expect([...ofEnv(name, 'q7Wc9xKd2'), ...ofKey(name, 'q7Wc9xKd2')]).toEqual([]);
  });

  test.each([
    '',
    ' ',
    '$(DB_PASSWORD)',
    '$(A)$(B)',
    'Bearer $(TOKEN)',
    '${PASSWORD}',
    '{{ .Values.password }}',
    '8080',
    '-1',
    '3.5',
    '1,000',
    'true',
    'False',
    'none',
    'required',
    '30s',
    '1h30m',
    '500ms',
    '5 minutes',
    'PT15M',
    '/run/secrets/token',
    './token',
    '~/token',
    'C:\\token',
    'secrets/token.json',
    'key.pem',
    'https://auth.example.com/token',
    'op://vault/item/field',
    'vault:secret/data/llm#key',
    'ref+awsssm://llm',
    'arn:aws:secretsmanager:eu-west-1:123:secret:llm',
    'ENC[AES256_GCM,data:abc]',
    '<path:secret/data/llm#key>',
    '<|endoftext|>',
    'EMPTY',
    'not-needed',
    'ollama',
    '***',
    'line one\nline two',
  ])('not with the value %j', (value) => {
    expect([...ofEnv('LLM_TOKEN', value), ...ofKey('LLM_TOKEN', value)]).toEqual([]);
  });

  test('not where the value is the name of a Secret', () => {
    const workload = deployment({ env: [{ name: 'LLM_SECRET', value: 'llm-keys' }] });
    expect(faults(object('v1', 'Secret', 'llm-keys'), workload)).toEqual([]);
    expect(faults(workload)).toHaveLength(1);
  });

  test('not where it is read from a Secret, or where a Secret holds it', () => {
    const env = [{ name: 'OPENAI_API_KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'openai' } } }];
    expect(
      faults(
        object('v1', 'Secret', 'keys', { stringData: { openai: 'q7Wc9xKd2', password: 'q7Wc9xKd2' } }),
        deployment({ env }),
      ),
    ).toEqual([]);
  });

  test.each([
    ['--password', 'q7Wc9xKd2'],
    ['--token-ttl=q7Wc9xKd2', 'x'],
    ['password=q7Wc9xKd2', 'x'],
    ['--token=$(TOKEN)', 'x'],
    ['-c', 'export TOKEN=$(cat /run/token)'],
  ])('not the arguments %s %s', (...args) => {
    expect(faults(deployment({ args, command: args }))).toEqual([]);
  });
});

describe('by its form', () => {
  test('a URL with a password', () => {
    expect(ofEnv('DATABASE_URL', 'postgres://mesh:q7Wc9xKd2@postgres:5432/mesh')).toEqual([
      'Deployment mesh/weather-agent: container "agent": env DATABASE_URL has a secret as a literal value: it has a URL with a password in it, and everyone who may read this object or its manifest can read it. Keep the password in a Secret, read it by secretKeyRef into a variable further up, and write $(ITS_NAME) in its place.',
    ]);
  });

  test('a private key in a ConfigMap', () => {
    expect(ofKey('tls.conf', privateKey)).toEqual([
      'ConfigMap mesh/settings: data key "tls.conf": it has a private key in it, and everyone who may read this object or its manifest can read it. Keep the file in a ' +
        'Secret, and mount that.',
    ]);
  });

  test('a well-known token in an argument', () => {
    expect(
      faults(deployment({ command: ['sh', '-c', `curl -H "Authorization: Bearer ${tokens[0]}" https://example.com`] })),
    ).toEqual([
      'Deployment mesh/weather-agent: container "agent": command[2] has a secret as a literal value: it has a key or token in it, of a form that is well known, and everyone who may read this object or its manifest can read it. Keep it in a Secret, read it by secretKeyRef into a variable, and write $(ITS_NAME) in its place.',
    ]);
  });

  test.each(tokens)('%s', (token) => {
    expect(ofEnv('LLM', token)).toHaveLength(1);
    expect(ofKey('config.yaml', `llm:\n  # ${token}\n`)).toHaveLength(1);
    expect(ofEnv('LLM', `x${token}`)).toEqual([]);
  });

  test.each([
    ['redis://:q7Wc9xKd2@redis:6379', 1],
    ['mongodb+srv://mesh:q7Wc9xKd2@db.example.com', 1],
    ['postgres://$(USER):q7Wc9xKd2@postgres', 1],
    ['urls: [http://a:8080, amqp://mesh:q7Wc9xKd2@rabbit]', 1],
    ['postgres://mesh:q7Wc9xKd2@$(HOST)/mesh', 1],
    ['postgres://mesh:$(PASSWORD)@postgres:5432/mesh', 0],
    ['postgres://mesh:${PASSWORD}@postgres:5432/mesh', 0],
    ['postgres://mesh:$PASSWORD@postgres:5432/mesh', 0],
    ['postgres://mesh:{{ .Values.password }}@postgres:5432/mesh', 0],
    ['postgres://mesh:****@postgres:5432/mesh', 0],
    ['postgres://mesh:<password>@postgres:5432/mesh', 0],
    ['postgres://mesh@postgres:5432/mesh', 0],
    ['http://mcp-mesh-registry.mesh:8000/@scope/package', 0],
    ['docker://nginx:1.27@sha256:0a1b2c', 0],
    ['mailto:someone@example.com', 0],
  ])('%s', (url, times) => {
    expect(ofEnv('TARGET', url)).toHaveLength(times);
    expect(ofKey('target', url)).toHaveLength(times);
    expect(faults(deployment({ args: [url] }))).toHaveLength(times);
  });

  test.each([
    ['an example in a comment of a file', 'config.yaml', '# such as postgres://user:password@host/db\nurl: ""\n'],
    ['a certificate', 'ca.crt', '-----BEGIN CERTIFICATE-----\nMIIEowIBAAKCAQEA\n-----END CERTIFICATE-----\n'],
    ['a script that looks for keys', 'scan.sh', 'grep -r "-----BEGIN ' + 'PRIVATE KEY-----" /src\n'],
    [
      'words that begin like tokens',
      'words',
      'sk-learn ghp_ sk-ant task-ant-colony-system AKIA1234 xoxb- risk-projection',
    ],
  ])('not %s', (_, key, value) => {
    expect(ofKey(key, value)).toEqual([]);
  });

  test('a private key in one line', () => {
    expect(ofEnv('PEM', privateKey.replaceAll('\n', '\\n'))).toHaveLength(1);
  });
});

test('no message shows any part of a value', () => {
  const values = [...tokens, privateKey, 'q7Wc9xKd2', 'postgres://mesh:q7Wc9xKd2@postgres'];
  const messages = values.flatMap((value) => [
    ...ofEnv('API_KEY', value),
    ...ofKey('api_key', value),
    ...faults(deployment({ args: [`--api-key=${value}`], command: [value] })),
  ]);
  // The plain one is no secret to anybody as a command of its own.
  expect(messages).toHaveLength(4 * values.length - 1);
  expect(messages.filter((message) => /q7Wc9|Q7WC9|MIIE|qWcxKd/.test(message))).toEqual([]);
});

test('odd input is passed over', () => {
  expect(
    faults(
      deployment({
        env: [{}, null, { name: 'TOKEN' }, { value: 'x' }, { name: 'PASSWORD', value: 7 }],
        args: [null, 7],
        command: 'x',
      }),
      object('v1', 'ConfigMap', 'none'),
      object('v1', 'ConfigMap', 'odd', { data: { password: 7 } }),
      object('v1', 'ConfigMap', 'text', { data: 'password' }),
    ),
  ).toEqual([]);
});
