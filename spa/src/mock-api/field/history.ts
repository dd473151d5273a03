/** Production days that the field has a history of. */
export const historyDays = 400
