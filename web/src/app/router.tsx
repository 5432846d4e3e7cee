import type { QueryClient } from "@tanstack/react-query";
import { createBrowserRouter, type RouteObject } from "react-router";

import { Broken } from "@/app/Broken";
import { Guard } from "@/app/Guard";
import { Layout } from "@/app/Layout";
import { NotFound } from "@/app/NotFound";
import { ADDRESSES, type Address } from "@/app/rooms";
import { type Session, SESSION_KEY } from "@/session/session";

function route(cache: QueryClient, { path, permission, load, read }: Address): RouteObject {
  return {
    path,
    loader: read && (({ params: { id = "" }, request }) => {
      if (maySee(cache, permission)) read(cache, { id, query: new URL(request.url).searchParams });
      return null;
    }),
    lazy: async () => {
      const { default: Page } = await load();
      return { Component: () => <Guard permission={permission}><Page /></Guard> };
    },
  };
}

/** Nobody, before it is known who has signed in. */
function maySee(cache: QueryClient, permission?: string): boolean {
  const user = cache.getQueryData<Session>(SESSION_KEY)?.user;
  return !!user && (!permission || user.permissions.includes(permission));
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
