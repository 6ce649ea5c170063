/** Credentials for services that take any. */
export const anybody = { accessKeyId: 'somebody', secretAccessKey: 'of-no-matter' };
