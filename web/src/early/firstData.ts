import { LATEST_ORDERS, TIMELINE_PAGE } from "@/rooms/customer/usual";
import { USUAL_FIGURES, USUAL_SORT } from "@/rooms/customers/usual";
import { ROWS_ON_PAGE } from "@/table/usual";

/** What is asked for before the code of a page has come: an address of the API and who may ask. */
export type Wanted = { address: string; permission?: string };

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

const BY_PAGE: readonly [RegExp, string, (id: string, phone: boolean) => readonly string[]][] = [
  [/^\/$/, "overview.read", () => ["/overview", "/overview/trend"]],
  [/^\/customers$/, "customers.read", () => [`/customers${list}`, "/customers/count", "/fields"]],
  [/^\/customers\/([^/]+)$/, "customers.read", ofCustomer],
  [/^\/tags$/, "tags.read", () => ["/tags", "/tag-families"]],
  [/^\/schemes$/, "schemes.read", () => ["/schemes"]],
];

/**
 * What the page at an address will ask for first; of an address with a filter or a day of its own only what every page
 * needs. Asked for in vain where it is not what the page asks, so a test holds the two together.
 */
export function firstData(path: string, search: string, phone: boolean): Wanted[] {
  const everywhere = [{ address: "/api/v1/meta" }];
  if (search !== "" && search !== "?") return everywhere;
  for (const [pattern, permission, parts] of BY_PAGE) {
    const found = pattern.exec(path);
    if (found) return [...everywhere, ...parts(found[1] ?? "", phone).map((part) => ({ address: `/api/v1${part}`, permission }))];
  }
  return everywhere;
}
