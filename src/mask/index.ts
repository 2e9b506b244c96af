export { maskAddresses } from "./mask-addresses.ts";
export { asterisks, maskProgramText } from "./mask-program-text.ts";
export { isSecretField } from "./secret-fields.ts";
export { findSecretParts } from "./secret-variables.ts";
export { hasSecret, hideSecrets, shortestSecret } from "./secret-forms.ts";
export { createRendering, type Rendering, showScalar } from "./visible-value.ts";
