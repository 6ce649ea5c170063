// Child process: Azurite's Blob service with the arguments given. Ends when standard input does.
import { createRequire } from 'node:module';

process.stdin.resume().on('end', () => process.exit(0));
createRequire(import.meta.url)('azurite/dist/src/blob/main.js');
