import { LATEST_ORDERS, TIMELINE_PAGE } from "@/rooms/customer/usual";
import { USUAL_FIGURES, USUAL_SORT } from "@/rooms/customers/usual";
import { USUAL } from "@/rooms/drilldown/pivot";
import { latestTwo, USUAL_AXIS } from "@/rooms/overview/moves";
import { ROWS_ON_PAGE } from "@/table/usual";

/** What is asked for before the code of a page has come: an address of the API and who may ask. */
export type Wanted = { address: string; permission?: string };

export const META = "/api/v1/meta";

/** The parts of one customer that the first tab of a phone shows. */
const FIRST_OF_A_CUSTOMER = ["", "/explanation", "/tier"];

/** The parts of one customer, in the order in which the page shows them. */
const OF_A_CUSTOMER = [
  "",
  "/explanation",
  "/tier",
  "/features",
  "/tags",
  "/rhythm",
  "/payments",
  `/orders?limit=${LATEST_ORDERS}`,
  `/timeline?limit=${TIMELINE_PAGE}`,
  "/history",
  "/similar",
];

function ofCustomer(id: string, phone: boolean): string[] {
  const parts = (phone ? FIRST_OF_A_CUSTOMER : OF_A_CUSTOMER).map((part) => `/customers/${id}${part}`);
  return phone ? parts : [...parts, "/fields"];
}

const list = `?limit=${ROWS_ON_PAGE}&sort=${USUAL_SORT}&columns=${encodeURIComponent(USUAL_FIGURES.join(","))}`;

const drilldown = `?measure=${USUAL.measure}&rows=${USUAL.rows}&columns=${USUAL.columns}`;

const BY_PAGE: readonly [RegExp, string, (id: string, phone: boolean) => readonly string[]][] = [
  [/^\/$/, "overview.read", () => ["/overview", "/overview/trend"]],
  [/^\/customers$/, "customers.read", () => [`/customers${list}`, "/customers/count", "/fields"]],
  [/^\/customers\/([^/]+)$/, "customers.read", ofCustomer],
  [/^\/drilldown$/, "overview.read", () => ["/drilldown/catalogue", `/drilldown${drilldown}`]],
  [/^\/tags$/, "tags.read", () => ["/tags", "/tag-families"]],
  [/^\/schemes$/, "schemes.read", () => ["/schemes"]],
];

/**
 * What the page at an address will ask for first; of an address with a filter or a day of its own only what every page
 * needs. Asked for in vain where it is not what the page asks, so a test holds the two together.
 */
export function firstData(path: string, search: string, phone: boolean): Wanted[] {
  const everywhere = [{ address: META }];
  if (search !== "" && search !== "?") return everywhere;
  for (const [pattern, permission, parts] of BY_PAGE) {
    const found = pattern.exec(path);
    if (found) return [...everywhere, ...parts(found[1] ?? "", phone).map((part) => ({ address: `/api/v1${part}`, permission }))];
  }
  return everywhere;
}

/** What is asked for once it is known which days were graded: the overview shows the moves between the latest two. */
export function thenData(path: string, search: string, meta: { gradings: { as_of: string }[] }): Wanted[] {
  const between = path === "/" && (search === "" || search === "?") ? latestTwo(meta.gradings) : null;
  if (!between) return [];
  const query = new URLSearchParams({ ...between, axis: USUAL_AXIS });
  return [{ address: `/api/v1/overview/moves?${query}`, permission: "overview.read" }];
}
