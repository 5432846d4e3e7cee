import type { QueryClient } from "@tanstack/react-query";
import type { ParseKeys } from "i18next";
import type { ComponentType } from "react";

import { readFilter } from "@/filter/customerFilter";
import { readFirst } from "@/rooms/customer/queries";
import { readOverview } from "@/rooms/overview/queries";
import { isPhone } from "@/theme/phone";

type Page = { default: ComponentType };

/** One address of the console: who may open it, and where its code is. */
export type Address = {
  path: string;
  permission?: string;
  load: () => Promise<Page>;
  /** Starts reading what the page will show, while its code is still on its way. */
  read?: (cache: QueryClient, asked: { id: string; query: URLSearchParams }) => unknown;
};

/** One entry of the rail. `key` follows `g` on the keyboard. */
export type Room = {
  id: "overview" | "work" | "customers" | "drilldown" | "orders" | "reviews" | "tags" | "segments" | "schemes" | "whatIf" | "data" | "runs" | "settings";
  path: string;
  permission?: string;
  key: string;
  /** Rooms of one group stand together in the rail. */
  group: number;
};

export const ROOMS: Room[] = [
  { id: "overview", path: "/", permission: "overview.read", key: "o", group: 1 },
  { id: "work", path: "/workbench", permission: "tasks.read", key: "m", group: 1 },
  { id: "customers", path: "/customers", permission: "customers.read", key: "c", group: 1 },
  { id: "drilldown", path: "/drilldown", permission: "overview.read", key: "d", group: 1 },
  { id: "orders", path: "/orders", permission: "customers.read", key: "b", group: 1 },
  { id: "reviews", path: "/reviews", permission: "reviews.read", key: "v", group: 1 },
  { id: "tags", path: "/tags", permission: "tags.read", key: "t", group: 2 },
  { id: "segments", path: "/segments", permission: "segments.read", key: "s", group: 2 },
  { id: "schemes", path: "/schemes", permission: "schemes.read", key: "f", group: 2 },
  { id: "whatIf", path: "/what-if", permission: "schemes.draft", key: "w", group: 2 },
  { id: "data", path: "/data", permission: "imports.read", key: "i", group: 3 },
  { id: "runs", path: "/runs", permission: "runs.read", key: "r", group: 3 },
  { id: "settings", path: "/settings", key: "e", group: 3 },
];

/** The text key of a room's name. */
export const roomName = (room: Room): ParseKeys<"shell"> => `room.${room.id}`;

export const ADDRESSES: Address[] = [
  { path: "/", permission: "overview.read", load: () => import("@/rooms/overview/Overview"), read: (cache, { query }) => readOverview(cache, readFilter(query)) },
  { path: "/workbench", permission: "tasks.read", load: () => import("@/rooms/workbench/Work") },
  { path: "/workbench/:tab", permission: "tasks.read", load: () => import("@/rooms/workbench/Work") },
  { path: "/customers", permission: "customers.read", load: () => import("@/rooms/customers/Customers") },
  { path: "/customers/:id", permission: "customers.read", load: () => import("@/rooms/customer/Customer"), read: (cache, { id, query }) => readFirst(cache, { id, asOf: query.get("as_of") }, isPhone()) },
  { path: "/drilldown", permission: "overview.read", load: () => import("@/rooms/drilldown/Drilldown") },
  { path: "/orders", permission: "customers.read", load: () => import("@/rooms/orders/Orders") },
  { path: "/reviews", permission: "reviews.read", load: () => import("@/rooms/reviews/Reviews") },
  { path: "/reviews/policies", permission: "reviews.read", load: () => import("@/rooms/reviews/Policies") },
  { path: "/reviews/:id", permission: "reviews.read", load: () => import("@/rooms/reviews/Review") },
  { path: "/tags", permission: "tags.read", load: () => import("@/rooms/tags/Tags") },
  { path: "/tags/:id", permission: "tags.read", load: () => import("@/rooms/tags/Tag") },
  { path: "/segments", permission: "segments.read", load: () => import("@/rooms/segments/Segments") },
  { path: "/segments/:id", permission: "segments.read", load: () => import("@/rooms/segments/Segment") },
  { path: "/schemes", permission: "schemes.read", load: () => import("@/rooms/schemes/Schemes") },
  { path: "/schemes/:id/:version", permission: "schemes.read", load: () => import("@/rooms/schemes/Scheme") },
  { path: "/what-if", permission: "schemes.draft", load: () => import("@/rooms/schemes/WhatIf") },
  { path: "/data", permission: "imports.read", load: () => import("@/rooms/data/Data") },
  { path: "/data/import", permission: "imports.write", load: () => import("@/rooms/data/ImportWizard") },
  { path: "/data/batches/:no", permission: "imports.read", load: () => import("@/rooms/data/Batch") },
  { path: "/data/:tab", permission: "imports.read", load: () => import("@/rooms/data/Data") },
  { path: "/runs", permission: "runs.read", load: () => import("@/rooms/runs/Runs") },
  { path: "/runs/:id", load: () => import("@/rooms/runs/Run") },
  { path: "/settings", load: () => import("@/rooms/settings/Settings") },
  { path: "/settings/:tab", load: () => import("@/rooms/settings/Settings") },
];

/** Fetches a room's code before it is asked for, so that the click finds it ready. */
export async function prefetch(path: string): Promise<void> {
  await ADDRESSES.find((address) => address.path === path)?.load();
}
