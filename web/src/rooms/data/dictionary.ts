import type { DictionaryColumn, DictionaryEntity } from "@/rooms/data/queries";

/** The entities with only those columns in which the text is found; entities without any are left out. */
export function searched(dictionary: DictionaryEntity[], text: string): DictionaryEntity[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return dictionary;
  return dictionary
    .map((entity) => ({ ...entity, columns: entity.columns.filter((column) => holds(column, wanted)) }))
    .filter((entity) => entity.columns.length > 0);
}

function holds(column: DictionaryColumn, wanted: string): boolean {
  const words = [column.id, column.name, column.meaning, ...column.synonyms, ...column.choices.flatMap((one) => [one.id, one.name])];
  return words.some((word) => word.toLowerCase().includes(wanted));
}
