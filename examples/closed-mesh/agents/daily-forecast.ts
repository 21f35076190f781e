/** Forecasts a city's next days. */
import { FastMCP, mesh } from '@mcpmesh/sdk';
import { hostname } from 'node:os';
import { z } from 'zod';

const server = new FastMCP({ name: 'daily-forecast', version: '1.4.2' });
const agent = mesh(server, { name: 'daily-forecast', version: '1.4.2', httpPort: 8080 });

agent.addTool({
  name: 'get_weather',
  capability: 'forecast',
  version: '1.4.2',
  tags: ['daily'],
  description: 'Temperatures of the next days; depth says how many',
  parameters: z.object({ city: z.string().default('Oslo'), depth: z.number().int().default(3) }),
  execute: async ({ city, depth }) => {
    const today = [...city.toLowerCase()].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 30;
    return JSON.stringify({ city, days: Array.from({ length: depth }, (_, day) => today + day), served_by: hostname() });
  },
});
