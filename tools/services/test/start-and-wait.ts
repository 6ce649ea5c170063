// Child process: starts Azurite, prints its address and waits to be killed.
import { startAzurite } from '../src/index.ts';

const { url } = await startAzurite();
process.stdout.write(`${url}\n`);
setInterval(() => {}, 1000);
