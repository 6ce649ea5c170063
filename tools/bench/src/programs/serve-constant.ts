import fastify from 'fastify';

/** A bare fastify route that parses the same body and gives an answer of the same shape: prints `{ url }`, ends with stdin. */
const app = fastify();
const answer = {
  predictions: [{ probability: 0.25, prediction: 0 }],
  model: { name: 'late-flights', version: '1' },
  prediction_id: '00000000-0000-4000-8000-000000000000',
};
app.post('/invocations', async () => answer);
const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${JSON.stringify({ url: `${url}/invocations` })}\n`);
for await (const _ of process.stdin);
await app.close();
