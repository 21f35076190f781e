/*
 * Stands in for busybox where there is none: as much of its nslookup, nc and wget (1.35) as the discovery test uses, with what
 * they print and how they exit. Run as `node busybox.mjs <applet> <arguments>`.
 */
import { get, request } from 'http';
import { connect } from 'net';

const [applet, ...args] = process.argv.slice(2);

/** What the DNS of the tests has: a name, and one that the second search domain has. */
const ANSWERS = {
  localhost: [
    'Non-authoritative answer:',
    'Name:\tlocalhost',
    'Address: 127.0.0.1',
    '',
    'Non-authoritative answer:',
    '',
  ],
  searched: ["** server can't find searched.one: NXDOMAIN", '', 'Name:\tsearched.two', 'Address: 127.0.0.1', ''],
  small: ['Name:      small', 'Address 1: 127.0.0.1 small', ''],
};

function fail(message) {
  console.error(`${applet}: ${message}`);
  process.exit(1);
}

function nslookup([host]) {
  const missing = [`** server can't find ${host}: NXDOMAIN`, ''];
  console.log(
    ['Server:\t\t127.0.0.53', 'Address:\t127.0.0.53:53', '', ...(ANSWERS[host] ?? [...missing, ...missing])].join('\n'),
  );
  // One name that is missing among several is enough.
  process.exit(ANSWERS[host] && host !== 'searched' ? 0 : 1);
}

function nc([host, port, option, program]) {
  if (option !== '-e' || program !== 'true') {
    fail('only -e true is known here');
  }
  connect(Number(port), host, () => process.exit(0)).on('error', () =>
    fail(`can't connect to remote host (${host}): Connection refused`),
  );
}

function wget(options) {
  const url = new URL(options.at(-1));
  const body = options[options.indexOf('--post-data') + 1];
  const call = options.includes('--post-data')
    ? request(url, { method: 'POST', headers: { 'content-length': body.length } })
    : get(url);
  call.on('error', ({ code, address }) =>
    fail(
      code === 'ECONNREFUSED'
        ? `can't connect to remote host (${address}): Connection refused`
        : code === 'ENOTFOUND' || code === 'EAI_AGAIN'
          ? `bad address '${url.host}'`
          : 'error getting response',
    ),
  );
  call.on('response', (response) => {
    if (response.statusCode !== 200) {
      fail(`server returned error: HTTP/1.1 ${response.statusCode} ${response.statusMessage}`);
    }
    if (options[options.indexOf('-O') + 1] === '-') {
      response.pipe(process.stdout);
    }
    response
      .resume()
      .on('error', () => fail('error getting response'))
      .on('end', () => (process.exitCode = 0));
  });
  call.end(options.includes('--post-data') ? body : undefined);
}

({ nslookup, nc, wget })[applet](args);
