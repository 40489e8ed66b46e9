// npm run test:unit: everything that needs neither a server nor a window; seconds.
import { vitest } from './tools.ts';

process.exit(vitest(['run', '--project', 'unit', '--project', 'alone', ...process.argv.slice(2)]).status);
