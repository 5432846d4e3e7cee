import type { ReactNode } from "react";

/** One column of a table, and what becomes of it in the cards of a phone. */
export type Column<Row> = {
  id: string;
  title: string;
  render: (row: Row) => ReactNode;
  /** Said in a tooltip on the head. */
  meaning?: string;
  /** Numbers stand to the right. */
  align?: "left" | "right";
  /** The name to sort by; a column without it cannot be sorted by. */
  sort?: string;
  width?: number | string;
  /** Not shown until the viewer chooses it. */
  extra?: boolean;
  /** Cannot be taken away. */
  always?: boolean;
  /** On a phone: the head of the card, a line in it, or nowhere. */
  phone?: "head" | "line" | "hide";
};

/** Sorted by a name, from small to large, or with `-` from large to small. */
export type Sort = string;

/** The next sort after a click on a head: down, up, down. Numbers are looked at from the top. */
export function nextSort(now: Sort | undefined, name: string): Sort {
  return now === `-${name}` ? name : `-${name}`;
}

/** How a head is sorted now. */
export function sortedAs(now: Sort | undefined, name: string | undefined): "ascending" | "descending" | undefined {
  if (!name || !now) return undefined;
  if (now === name) return "ascending";
  return now === `-${name}` ? "descending" : undefined;
}
