// Where the secret of a gateway key is sealed for, so that a copied row opens nowhere else.
export const gatewaySecretPlace = (accessKey: string): string => `medical.gateway_key.secret:${accessKey}`;
