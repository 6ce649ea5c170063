import type { ObjectStore, TableFormat } from '@penstock/core/contracts';
import { conform, type Opened, openPlugin, tableFormatSuite } from '@penstock/core/testing';
import {
  type Azurite,
  azurite,
  makeBucket,
  makeContainer,
  moto,
  needing,
  type Service,
  startAzurite,
  startMoto,
} from '@penstock/services';
import storageAzure from '@penstock/storage-azure';
import storageS3 from '@penstock/storage-s3';
import tableDelta from '@penstock/table-delta';
import { afterAll, beforeAll, describe, test } from 'vitest';

async function tablesOn(store: { readonly value: ObjectStore; close(): Promise<void> }): Promise<Opened<TableFormat>> {
  const tables = await openPlugin<TableFormat>(tableDelta, { needs: { store: store.value } });
  return {
    value: tables.value,
    async close() {
      await tables.close();
      await store.close();
    },
  };
}

describe('Delta tables on S3', () => {
  let service: Service | undefined;
  beforeAll(async () => {
    if (!moto.present) return;
    service = await startMoto();
    await makeBucket(service, 'lake');
  });
  afterAll(() => service?.close());

  conform(tableFormatSuite, needing(test, moto), tableDelta, async () => {
    const credentials = { accessKeyId: 'somebody', secretAccessKey: 'of-no-matter' };
    const options = { bucket: 'lake', endpoint: service?.url, ...credentials };
    return tablesOn(await openPlugin<ObjectStore>(storageS3, { options }));
  });
});

describe('Delta tables on Azure', () => {
  let service: Azurite | undefined;
  beforeAll(async () => {
    if (!azurite.present) return;
    service = await startAzurite();
    await makeContainer(service, 'lake');
  });
  afterAll(() => service?.close());

  conform(tableFormatSuite, needing(test, azurite), tableDelta, async () => {
    const { account, url: endpoint, key: accountKey } = service ?? {};
    const options = { container: 'lake', account, endpoint, accountKey };
    return tablesOn(await openPlugin<ObjectStore>(storageAzure, { options }));
  });
});
