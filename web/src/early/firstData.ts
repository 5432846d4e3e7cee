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

/** The parts of one customer that stand in the window, and those below it, in the order in which the page shows them. */
const IN_THE_WINDOW = ["", "/explanation", "/tier", "/features", "/tags"];
const BELOW_IT = [
  "/rhythm",
  "/payments",
  `/orders?limit=${LATEST_ORDERS}`,
  `/timeline?limit=${TIMELINE_PAGE}`,
  "/similar",
  "/history",
];

const of = (id: string, parts: readonly string[]) => parts.map((part) => `/customers/${id}${part}`);

const CUSTOMER = /^\/customers\/([^/]+)$/;

const ofCustomer = (id: string, phone: boolean) => (phone ? of(id, FIRST_OF_A_CUSTOMER) : [...of(id, IN_THE_WINDOW), "/fields"]);

const list = `?limit=${ROWS_ON_PAGE}&sort=${USUAL_SORT}&columns=${encodeURIComponent(USUAL_FIGURES.join(","))}`;

const drilldown = `?measure=${USUAL.measure}&rows=${USUAL.rows}&columns=${USUAL.columns}`;

const BY_PAGE: readonly [RegExp, string, (id: string, phone: boolean) => readonly string[]][] = [
  [/^\/$/, "overview.read", () => ["/overview", "/overview/trend"]],
  [/^\/customers$/, "customers.read", () => [`/customers${list}`, "/customers/count", "/fields"]],
  [CUSTOMER, "customers.read", ofCustomer],
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

/**
 * What is asked for when the first has come: the overview shows the moves between the latest two days that were graded,
 * a wide page of one customer goes on below the window.
 */
export function thenData(path: string, search: string, phone: boolean, meta: { gradings: { as_of: string }[] }): Wanted[] {
  if (search !== "" && search !== "?") return [];
  if (path === "/") return movesOf(latestTwo(meta.gradings));
  const customer = CUSTOMER.exec(path)?.[1];
  if (!customer || phone) return [];
  return of(customer, BELOW_IT).map((part) => ({ address: `/api/v1${part}`, permission: "customers.read" }));
}

function movesOf(between: ReturnType<typeof latestTwo>): Wanted[] {
  if (!between) return [];
  const query = new URLSearchParams({ ...between, axis: USUAL_AXIS });
  return [{ address: `/api/v1/overview/moves?${query}`, permission: "overview.read" }];
}
