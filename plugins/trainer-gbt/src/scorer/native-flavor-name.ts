/** Key of the native flavor in `MLmodel`. */
export const nativeFlavor = 'penstock_native';
