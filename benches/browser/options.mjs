/** MiniSearch as its documentation sets it up: beginnings and typos count, names count double. */
export const OPTIONS = {
  fields: ["name", "path", "description", "columns", "column_text", "about"],
  storeFields: ["kind", "short"],
  searchOptions: { prefix: true, fuzzy: 0.2, boost: { name: 2 } },
};
