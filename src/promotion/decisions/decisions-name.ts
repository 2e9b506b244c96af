/** The file that holds people's decisions, beside the config. */
export const decisionsName = "promotion.yaml";
