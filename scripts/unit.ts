// npm run test:unit: everything that needs neither a server nor a window; seconds.
import { vitest } from './tools.ts';

const { status } = await vitest(['run', '--project', 'unit', '--project', 'alone', ...process.argv.slice(2)]);
process.exit(status);
