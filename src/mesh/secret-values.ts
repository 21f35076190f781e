/** What gives a value away as a secret: its name, or one of the forms that secrets have. */
export type SecretSign = 'name' | 'url' | 'key' | 'token';

/** Why a value looks like a secret, by the value itself or by its name. */
export function secretSign(name: string | undefined, value: string): SecretSign | undefined {
  return (
    signByForm(value) ?? (name !== undefined && isSecretName(name) && mayBeSecret(value.trim()) ? 'name' : undefined)
  );
}

/** Whether JSON has a value that is a secret by its name: KServe's `credentials` has the names of others' keys. */
function hasSecretEntry(json: string): boolean {
  let found = false;
  try {
    JSON.parse(json, (key, value: unknown) => {
      found ||= typeof value === 'string' && isSecretName(key) && mayBeSecret(value.trim());
      return value;
    });
  } catch {
    return true; // it only looks like JSON
  }
  return found;
}

const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[nr])*[A-Za-z0-9+/]/;

/** Prefixes that well-known services put in front of their keys, so that scanners find them. */
const TOKEN = new RegExp(
  '(?<![A-Za-z0-9_-])(?:' +
    [
      'sk-(?:ant|proj|svcacct|or-v1)-[\\w-]{6,}', // Anthropic, OpenAI, OpenRouter
      'sk-[A-Za-z0-9]{32,}', // OpenAI before projects, and those that follow it
      'gh[pousr]_\\w{6,}',
      'github_pat_\\w{6,}',
      'glpat-[\\w-]{6,}', // GitHub, GitLab
      'xox[abeoprs]-[\\w-]{6,}', // Slack
      'A(?:KIA|SIA)[0-9A-Z]{16}(?![0-9A-Z])', // AWS
      'AIza[\\w-]{35}', // Google
      'hf_[A-Za-z0-9]{30,}', // Hugging Face
      '[rs]k_live_\\w{6,}', // Stripe
    ].join('|') +
    ')',
);

/** A URL with user and password. The lengths are bounded for files of megabytes. An @ before a digest is an image's. */
const URL_WITH_PASSWORD = /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@"'<>]{0,200}:([^\s/@"'<>]{1,500})@(?!sha\d+:)[\w[$%{]/gi;

const COMMENT = /^\s*(?:#|\/\/|;|--|\*)/;

function signByForm(value: string): SecretSign | undefined {
  if (PRIVATE_KEY.test(value)) {
    return 'key';
  }
  if (TOKEN.test(value)) {
    return 'token';
  }
  return hasPassword(value) ? 'url' : undefined;
}

/** Comments in files explain how such a URL looks. */
function hasPassword(text: string): boolean {
  return (text.includes('\n') ? text.split('\n').filter((line) => !COMMENT.test(line)) : [text]).some((line) =>
    [...line.matchAll(URL_WITH_PASSWORD)].some(([, password]) => isLiteral(password)),
  );
}

/** Names end with what they hold: API_KEY is a key, API_KEY_FILE a file. */
const SECRET_NAME = new RegExp(
  '(?:password|passwd|passphrase|_pwd|_pass|token|secret|credentials?|api_?key|secret_key_base|rediscli_auth|' +
    '(?:secret|private|secret_access|encryption|signing|master|account|storage|auth)_?key)$',
);

/** Keys that everybody may know, etcd's name of a cluster, words of a language model's vocabulary, and Secrets that are called by their name. */
const OPEN_NAME = new RegExp(
  '(?:^|_)(?:(?:public|publishable|pub)_\\w+|proxy_pass|tiktoken|initial_cluster_token|' +
    '(?:pad|eos|bos|unk|mask|sep|cls|stop|special|start|end|first|last|next|page|per|max|min|image|audio)_token|' +
    '(?:existing|pull|tls|ssl|cert|certificate|ingress|k8s|kube|kubernetes)_secret)$',
);

function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/_?(?:b64|base64|\d+)?_?$/, '');
  return SECRET_NAME.test(words) && !OPEN_NAME.test(words);
}

/** Values that are no secrets, whatever their name. */
const NO_SECRETS = [
  /^[+-]?\d[\d.,_]*$/,
  /^(?:true|false|yes|no|y|n|on|off|enabled?|disabled?|none|null|nil|undefined|required|optional|auto)$/i,
  /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|[smhdwy]))+$/i,
  /^\d+ ?(?:milli)?(?:second|minute|hour|day|week)s?$/i,
  /^P(?=.*\d)[\dYMWDTHS.]+$/,
  // For clients that need a key although the server needs none.
  /^(?:empty|unused|dummy|not-?(?:needed|used|required|set)|n\/?a|(?:sk-)?no-key-required|ollama|lm-studio)$/i,
  /^(?:~|\.{1,2})?\/[\w.@ /-]*$/,
  /^[A-Za-z]:\\/,
  /^\S+\.(?:json|ya?ml|pem|key|crt|cer|txt|conf|ini|toml|env|p12|pfx|jks)$/i,
  /^[a-z][a-z0-9+.-]*:\/\//i,
  // References to where the secret is.
  /^(?:vault|arn|awssm|awsps|gcpsm|azurekeyvault|secretref|ref\+\w+|env):/i,
  /^ENC\[/,
  /^<.*>$/,
];

function mayBeSecret(value: string): boolean {
  return (
    !value.includes('\n') &&
    isLiteral(value) &&
    !NO_SECRETS.some((pattern) => pattern.test(value)) &&
    (!/^\{.*\}$/.test(value) || hasSecretEntry(value))
  );
}

/** Parts that the kubelet, a shell or a template replaces later. The lengths are bounded for files of megabytes. */
const REFERENCE = /\$\([^)]{0,500}\)|\$\{[^}]{0,500}\}|\$[A-Za-z_]\w*|\{\{.{0,500}?\}\}|%\(\w{1,100}\)s|%\w\b/g;

/** Whether anything is left without the references. */
function isLiteral(value: string): boolean {
  return /[\p{L}\p{N}]/u.test(value.replace(REFERENCE, '').replace(/^(?:bearer|basic|token)\s/i, ''));
}
