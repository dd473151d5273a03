/** The one limit of the network that a scenario can set otherwise. */
export const gasLimitKey = 'gas-capacity'
