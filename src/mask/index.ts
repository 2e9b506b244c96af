export { isCredential } from "./credential-names.ts";
export { maskAddresses } from "./mask-addresses.ts";
export { asterisks, maskProgramText } from "./mask-program-text.ts";
export { maskText } from "./mask-text.ts";
export { createMaskedValues, type MaskedValues } from "./masked-values.ts";
export { isSecretField } from "./secret-fields.ts";
export { findSecretParts, isSecretVariable } from "./secret-variables.ts";
export { hasSecret, hideSecrets, shortestSecret } from "./secret-forms.ts";
export { createRendering, type Rendering, showScalar } from "./visible-value.ts";
