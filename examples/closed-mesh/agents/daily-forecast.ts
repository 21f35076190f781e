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
  description: 'Temperatures of the next three days',
  parameters: z.object({ city: z.string().default('Oslo') }),
  execute: async ({ city }) => {
    const today = [...city.toLowerCase()].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 30;
    return JSON.stringify({ city, days: [0, 1, 2].map((day) => today + day), served_by: hostname() });
  },
});
