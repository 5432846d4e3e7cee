import type { QueryClient } from "@tanstack/react-query";
import { createBrowserRouter, type RouteObject } from "react-router";

import { Broken } from "@/app/Broken";
import { Guard } from "@/app/Guard";
import { Layout } from "@/app/Layout";
import { NotFound } from "@/app/NotFound";
import { readerOf } from "@/app/reader";
import { ADDRESSES, type Address } from "@/app/rooms";

function route(cache: QueryClient, address: Address): RouteObject {
  const { path, permission, load } = address;
  return {
    path,
    loader: readerOf(cache, address),
    lazy: async () => {
      const { default: Page } = await load();
      return { Component: () => <Guard permission={permission}><Page /></Guard> };
    },
  };
}

/** The addresses of the console; the code of each comes when it is opened, and with it what it shows first is read. */
export const makeRouter = (cache: QueryClient) =>
  createBrowserRouter([
    {
      Component: Layout,
      HydrateFallback: () => null,
      children: [
        {
          ErrorBoundary: Broken,
          children: [...ADDRESSES.map((address) => route(cache, address)), { path: "*", Component: NotFound }],
        },
      ],
    },
  ]);
