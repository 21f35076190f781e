import { writeFileSync } from 'fs';

/* Required before the command line: writes what the process used, loading included, into the file that BENCH_USAGE names. */
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const sample = { milliseconds: (user + system) / 1000, megabytes: process.resourceUsage().maxRSS / 1024 };
  writeFileSync(process.env.BENCH_USAGE!, JSON.stringify(sample));
});
